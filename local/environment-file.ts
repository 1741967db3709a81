import { rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { LocalConnection } from "../config";
import { readJsonFile, writeJsonFile, type JsonFile } from "../terraform/json-file";
import { localPath } from "../terraform/paths";

const kubernetesSchema = z.strictObject({
  /** URL of the API server. */
  endpoint: z.string(),
  /** Absolute path of the API server's certificate authority, PEM. */
  certificateAuthority: z.string(),
  /** Absolute path of the kubeconfig. */
  kubeconfig: z.string(),
  /** Context of the kubeconfig. No other context is used. */
  context: z.string(),
  /** Whether all its processes were started, and its nodes made. An interrupted start leaves a part of them. */
  isStarted: z.boolean().optional(),
});

const sourcesSchema = z.strictObject({
  /** Folder or URL that the stage `local` reads published charts from. Absent if their repositories answer. */
  chartMirror: z.string().optional(),
  /** Source addresses of the providers that are not available: the platform is deployed without them. */
  missingProviders: z.array(z.string()),
  /** Environment variables for terraform and cdktf. */
  variables: z.record(z.string(), z.string()),
});

const environmentSchema = z.strictObject({
  /** New at each start of the environment, because all its data is in memory. */
  id: z.string(),
  /** URLs of the AWS emulators: `eks` serves EKS, `default` all other services. */
  aws: z.strictObject({ default: z.string(), eks: z.string() }),
  kubernetes: kubernetesSchema,
});

/** Addresses of the machine-local environment. */
export type Environment = z.infer<typeof environmentSchema>;
/** A Kubernetes cluster, and the context of a kubeconfig that connects to it. */
export type KubernetesConnection = z.infer<typeof kubernetesSchema>;
/** Sources of providers and charts, for every command that uses the stacks of the stage `local`. */
export type Sources = z.infer<typeof sourcesSchema>;

const remedy = "npm run local -- --stop, then npm run local";

/** The only file that a machine-local run writes for later commands: it has the connection of the stage `local`. */
const file: JsonFile<{ environment?: Environment; sources?: Sources }> = {
  path: localPath("environment.json"),
  schema: z.strictObject({ environment: environmentSchema.optional(), sources: sourcesSchema.optional() }),
  remedy,
};

/**
 * The environment that was last started, unless it was stopped. Whether its processes run is not checked.
 *
 * @throws {UserError} if the file is damaged.
 */
export const readEnvironment = () => readJsonFile(file)?.environment;

/** The sources of the last machine-local run; undefined before the first one. @throws {UserError} */
export const readSources = () => readJsonFile(file)?.sources;

/** Profile of {@link awsConfigFile}. */
const profile = "emulator";

/** AWS configuration file for the emulators. It exists only while they run. */
const awsConfigFile = localPath("aws-config");

function awsConfig({ aws }: Environment): string {
  return [
    `[profile ${profile}]`,
    "region = us-east-1",
    // The emulators accept any credentials. These give no access to AWS.
    "aws_access_key_id = emulator",
    "aws_secret_access_key = emulator",
    `endpoint_url = ${aws.default}`,
    `services = ${profile}`,
    "",
    `[services ${profile}]`,
    "eks =",
    `  endpoint_url = ${aws.eks}`,
    "",
  ].join("\n");
}

/** Saves an environment that was started. */
export function writeEnvironment(environment: Environment): void {
  writeFileSync(awsConfigFile, awsConfig(environment));
  writeJsonFile(file, { ...readJsonFile(file), environment });
}

/** Saves the sources, and writes their variables to `.local/env.sh`, for `source` in a shell. */
export function writeSources(sources: Sources): void {
  writeJsonFile(file, { ...readJsonFile(file), sources });
  const lines = Object.entries(sources.variables).map(([name, value]) => `export ${name}='${value}'`);
  writeFileSync(localPath("env.sh"), `${lines.join("\n")}\n`);
}

/** Removes the environment from the file. A damaged file is deleted. */
export function removeEnvironment(): void {
  rmSync(awsConfigFile, { force: true });
  let sources: Sources | undefined;
  try {
    sources = readSources();
  } catch {
    sources = undefined;
  }
  if (sources) {
    writeJsonFile(file, { sources });
  } else {
    rmSync(file.path, { force: true });
  }
}

/** Connection settings of the stage `local`: fixed paths until an environment is started. @throws {UserError} */
export function localConnection(): LocalConnection {
  const { kubeconfig, context } = readEnvironment()?.kubernetes ?? {
    kubeconfig: localPath("kubeconfig"),
    context: "local",
  };
  return {
    emulator: { configFile: awsConfigFile, profile },
    kubeconfig: { path: kubeconfig, context },
    chartMirror: readSources()?.chartMirror,
  };
}
