import type { z } from "zod";
import { parse } from "yaml";
import { Application, type applicationSchema } from "../../modules/app";
import { refusal } from "../support/console";
import { synthesizeModule } from "../support/modules";

const masterSecret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1";

const secretReaders = {
  application: "arn:aws:iam::123456789012:role/application",
  databaseRoles: "arn:aws:iam::123456789012:role/database-roles",
};

const application = (options: Partial<z.input<typeof applicationSchema>> = {}) =>
  synthesizeModule(Application, {
    imageTag: "1.4.2",
    region: "us-east-1",
    secretReaders: {
      applicationRoleArn: secretReaders.application,
      databaseRolesRoleArn: secretReaders.databaseRoles,
    },
    imageRepositoryUrl: "registry.example.com/api",
    database: {
      host: "database.example.com",
      port: 5432,
      name: "songs",
      masterSecretArn: masterSecret,
      roleSecretNames: { app: "artist-test/database/app" },
      roleSecretsVersion: 3,
      subnetCidrs: ["10.0.160.0/24"],
    },
    publicSubnetCidrs: ["10.0.128.0/24"],
    ...options,
  });

const release = (id: "app" | "app_base", options?: Parameters<typeof application>[0]) =>
  application(options).resource(`helm_release.${id}`);
/** The values of a release, with each expression replaced by a word. */
const valuesOf = (json: ReturnType<typeof application>, id: "app" | "app_base") =>
  parse(
    json.resource(`helm_release.${id}`).values[0].replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "expression"),
  );
const values = (id: "app" | "app_base", options?: Parameters<typeof application>[0]) =>
  valuesOf(application(options), id);

describe("the application", () => {
  it("is installed after its service accounts, secrets and database roles", () => {
    expect(release("app_base")).not.toHaveProperty("depends_on");
    expect(release("app").depends_on).toEqual(["helm_release.app_base"]);
  });

  it("reports why a Job failed: the release waits longer than the Job's deadline", () => {
    expect(values("app").migration.deadlineSeconds).toBeLessThan(release("app").timeout);
    expect(values("app_base").databaseRoles.deadlineSeconds).toBeLessThan(release("app_base").timeout);
  });

  it("gives the secret of the master user to artist-base only", () => {
    expect(values("app_base").database).toMatchObject({ masterSecret, host: "database.example.com" });
    expect(release("app").values[0]).not.toContain(masterSecret);
  });

  it("runs the roles Job in a namespace of its own, with its own role for the secrets", () => {
    expect(values("app_base").databaseRoles.namespace).toBe("artist-database-roles");
    expect(values("app_base", { databaseRolesNamespace: "other" }).databaseRoles.namespace).toBe("other");
    expect(values("app_base").secretReaders).toEqual(secretReaders);
  });

  it("has the version of the database passwords in both releases", () => {
    expect(values("app_base").database.roleSecretsVersion).toBe(3);
    expect(values("app").roleSecretsVersion).toBe(3);
  });

  it.each([
    [undefined, {}, []],
    [
      { SUNO_API_KEY: "artist-test/suno", OPENAI_API_KEY: "artist-test/openai" },
      { SUNO_API_KEY: "artist-test/suno", OPENAI_API_KEY: "artist-test/openai" },
      ["OPENAI_API_KEY", "SUNO_API_KEY"],
    ],
  ])("with the API keys %j copies the secrets %j and reads the variables %j", (given, secrets, names) => {
    expect(values("app_base", { apiKeySecretNames: given }).apiKeys).toEqual(secrets);
    // In alphabetical order: another order in the configuration does not restart the pods.
    expect(values("app", { apiKeySecretNames: given }).apiKeys).toEqual(names);
  });

  it("fails the plan by the name of an API key without a value, with the command, and before any release", () => {
    const json = application({ apiKeySecretNames: { SUNO_API_KEY: "artist-test/api-keys/SUNO_API_KEY" } });
    const { for_each, secret_id, lifecycle } = json.dataSource(
      "aws_secretsmanager_secret_versions.app_api_key",
    );
    expect(for_each).toEqual({ SUNO_API_KEY: "artist-test/api-keys/SUNO_API_KEY" });
    expect(secret_id).toBe("${each.value}");
    const versions = (...stages: string[][]) => ({
      "self.versions": stages.map((version_stages) => ({ version_stages })),
      "each.key": "SUNO_API_KEY",
      "each.value": "artist-test/api-keys/SUNO_API_KEY",
    });
    const message =
      "The API key SUNO_API_KEY has no value. Set it: aws secretsmanager put-secret-value --secret-id artist-test/api-keys/SUNO_API_KEY --secret-string file:///dev/stdin";
    expect(refusal({ lifecycle }, versions([]))).toBe(message);
    expect(refusal({ lifecycle }, versions(["AWSPENDING"], ["AWSPREVIOUS"]))).toBe(message);
    expect(refusal({ lifecycle }, versions(["AWSPREVIOUS"], ["AWSCURRENT"]))).toBeUndefined();
    for (const id of ["app", "app_base"]) {
      expect(json.resource(`helm_release.${id}`).values[0]).toContain(
        "apiKeyVersions: ${jsonencode({ for key, val in data.aws_secretsmanager_secret_versions.app_api_key: key => ",
      );
    }
  });

  it.each([
    [undefined, ""],
    ["api.example.com", "api.example.com"],
  ])("with the host %s has an Ingress for '%s'", (host, expected) => {
    expect(values("app", { host }).ingress.host).toBe(expected);
  });

  it.each([[undefined], [["subnet-0c", "subnet-0d"]]])(
    "with the public subnets %j gives them to the Ingress",
    (publicSubnetIds) => {
      expect(values("app", { publicSubnetIds }).ingress.subnetIds).toEqual(publicSubnetIds ?? []);
    },
  );

  it("refuses a single public subnet: a load balancer needs two zones", () => {
    expect(() => application({ publicSubnetIds: ["subnet-0c"] })).toThrow("two or more IDs of subnets");
  });

  it("has the given sizes, and defaults for the others", () => {
    expect(values("app", { api: { maxReplicas: 3, cpu: "250m", memoryLimit: "3Gi" } }).api).toEqual({
      minReplicas: 2,
      maxReplicas: 3,
      resources: { requests: { cpu: "250m", memory: "2Gi" }, limits: { cpu: "2", memory: "3Gi" } },
    });
  });

  it("has each worker with either replicas or a schedule, and its memory request as the limit", () => {
    const worker = { command: ["python", "worker.py"], cpu: "500m", memory: "1Gi" };
    const resources = { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } };
    const workers = { always: { ...worker, replicas: 0 }, nightly: { ...worker, schedule: "0 3 * * *" } };
    expect(values("app", { workers }).workers).toEqual({
      always: { command: worker.command, replicas: 0, resources },
      nightly: { command: worker.command, schedule: "0 3 * * *", resources },
    });
    expect(values("app").workers).toEqual({});
  });

  it("connects to the given networks only", () => {
    expect(values("app_base", { monitoringNamespace: "team" }).network).toEqual({
      databaseCidrs: ["10.0.160.0/24"],
      loadBalancerCidrs: ["10.0.128.0/24"],
      monitoringNamespace: "team",
    });
  });

  it.each(["1.4.2", "v2.0.0-rc.1", "6f1ed002ab5595859014ebf0951522d9e2f1a3c4"])(
    "runs the image %s",
    (imageTag) => {
      const json = application({ imageTag });
      expect(json.outputs()["application_image"].value).toBe(`registry.example.com/api:${imageTag}`);
      expect(valuesOf(json, "app").image).toEqual({
        repository: "registry.example.com/api",
        tag: imageTag,
        digest: "",
      });
    },
  );

  it("runs the image of a digest, whatever its tag names", () => {
    const imageDigest = `sha256:${"0a".repeat(32)}`;
    const json = application({ imageTag: "1.4.2", imageDigest });
    expect(json.outputs()["application_image"].value).toBe(`registry.example.com/api@${imageDigest}`);
    expect(valuesOf(json, "app").image).toMatchObject({ tag: "1.4.2", digest: imageDigest });
  });

  it.each(["sha256:0a", `sha256:${"0A".repeat(32)}`, "0a".repeat(32), ""])(
    "refuses the digest '%s'",
    (imageDigest) => {
      expect(() => application({ imageDigest })).toThrow(
        "the digest of an image: sha256: and 64 hexadecimal digits",
      );
    },
  );

  it.each(["latest", "main", "1.4", ""])(
    "refuses the tag '%s', which can be moved to another image",
    (imageTag) => {
      expect(() => application({ imageTag })).toThrow("a semantic version");
    },
  );
});
