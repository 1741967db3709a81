import { spawnSync } from "node:child_process";
import { parseAllDocuments, stringify } from "yaml";
import { findHelm } from "../../local/kubernetes/install";
import { kubernetesVersion } from "../../modules/versions";
import { yamlOfHelm } from "../../modules/kubernetes/helm-release";
import { projectPath } from "../../modules/kit/project-path";
import type { Block } from "../support/terraform-json";

function helmBinary(): string {
  const path = findHelm();
  if (path === undefined) {
    throw new Error("no Helm: npm test builds it");
  }
  return path;
}

/** Runs Helm on a chart of this project with values; returns its output and its errors. */
export function helm(command: "template" | "lint", chart: string, values: object, namespace = "artist") {
  const args =
    command === "template"
      ? [
          "template",
          chart,
          projectPath("charts", chart),
          `--namespace=${namespace}`,
          `--kube-version=${kubernetesVersion}.0`,
        ]
      : ["lint", "--strict", "--quiet", projectPath("charts", chart)];
  const { status, stdout, stderr, error } = spawnSync(helmBinary(), [...args, "--values=-"], {
    input: stringify(values, yamlOfHelm),
    encoding: "utf8",
  });
  if (error) {
    throw error;
  }
  return { status, stdout, stderr };
}

/** The objects that a chart renders. Fails with the error of Helm. */
export function render(chart: string, values: object, namespace?: string): Block[] {
  const { status, stdout, stderr } = helm("template", chart, values, namespace);
  if (status !== 0) {
    throw new Error(stderr);
  }
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Block)
    .filter((object) => object !== null);
}

/** One object by kind and name. Fails if there is none. */
export function objectOf(objects: Block[], kind: string, name: string): Block {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) {
    throw new Error(
      `no ${kind} ${name}; there are ${objects.map((o) => `${o.kind} ${o.metadata.name}`).join(", ")}`,
    );
  }
  return found;
}

/** The pod templates of all workloads, with the name of the workload. */
export function podTemplates(objects: Block[]): { owner: string; namespace: string; template: Block }[] {
  return objects.flatMap((object) => {
    const template = object.spec?.jobTemplate?.spec.template ?? object.spec?.template;
    return ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"].includes(object.kind)
      ? [
          {
            owner: `${object.kind} ${object.metadata.name}`,
            namespace: object.metadata.namespace ?? "artist",
            template,
          },
        ]
      : [];
  });
}

/** Values with which both charts render all their objects. */
export const baseValues = {
  region: "us-east-1",
  secretReaders: {
    application: "arn:aws:iam::111122223333:role/artist-secrets-application",
    databaseRoles: "arn:aws:iam::111122223333:role/artist-secrets-database-roles",
  },
  database: {
    host: "artist.example.us-east-1.rds.amazonaws.com",
    masterSecret: "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1",
    roleSecrets: {
      migrator: "artist/database/migrator",
      app: "artist/database/app",
      readonly: "artist/database/readonly",
    },
  },
  apiKeys: { OPENAI_API_KEY: "artist/api-keys/OPENAI_API_KEY", SUNO_API_KEY: "artist/api-keys/SUNO_API_KEY" },
  media: { volumeHandle: "fs-0a1b::fsap-2c3d" },
  network: { databaseCidrs: ["10.30.160.0/24", "10.30.161.0/24"], loadBalancerCidrs: ["10.30.128.0/24"] },
  databaseRoles: { image: "postgres:17.6" },
};

const resources = { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } };

/** See {@link baseValues}. */
export const appValues = {
  image: { repository: "111122223333.dkr.ecr.us-east-1.amazonaws.com/ai-artist-api", tag: "1.4.2" },
  apiKeys: ["OPENAI_API_KEY", "SUNO_API_KEY"],
  environment: { BATCH_SIZE: "10" },
  workers: {
    "batch-runner": { command: ["python", "batch_runner/artist_batch_runner.py"], replicas: 2, resources },
    "spotify-charts": { command: ["python", "pipeline.py"], schedule: "0 6 * * *", resources },
  },
  media: { volumeHandle: "fs-0a1b::fsap-2c3d" },
  ingress: { host: "api.example.com" },
};
