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
  /** Context of the kubeconfig. No other one is used. */
  context: z.string(),
});

const sourcesSchema = z.strictObject({
  /** Where the stage `local` reads published charts from; absent where their repositories answer. */
  chartMirror: z.string().optional(),
  /** Source addresses of the providers that are not available: the platform is deployed without them. */
  missingProviders: z.array(z.string()),
  /** Environment variables for terraform and cdktf. */
  variables: z.record(z.string(), z.string()),
});

const environmentSchema = z.strictObject({
  /** Differs each time that the environment is started: everything in it is in memory. */
  id: z.string(),
  /** URLs of the AWS emulators: `eks` serves EKS, `default` all other services. */
  aws: z.strictObject({ default: z.string(), eks: z.string() }),
  kubernetes: kubernetesSchema,
});

/** Where the machine-local environment answers. */
export type Environment = z.infer<typeof environmentSchema>;
/** A Kubernetes cluster, and the context of a kubeconfig that reaches it. */
export type KubernetesConnection = z.infer<typeof kubernetesSchema>;
/** Where providers and charts come from, for every command that works on the stacks of the stage `local`. */
export type Sources = z.infer<typeof sourcesSchema>;

const remedy = "npm run local -- --stop, then npm run local";

/** Everything that a machine-local run leaves for later commands: the one file that connects the stage `local`. */
const file: JsonFile<{ environment?: Environment; sources?: Sources }> = {
  path: localPath("environment.json"),
  schema: z.strictObject({ environment: environmentSchema.optional(), sources: sourcesSchema.optional() }),
  remedy,
};

/**
 * The environment that was started last and not stopped since. Whether its processes run is not checked.
 *
 * @throws {UserError} where the file is damaged.
 */
export const readEnvironment = () => readJsonFile(file)?.environment;

/** The decisions of the last machine-local run; nothing before the first one. @throws {UserError} */
export const readSources = () => readJsonFile(file)?.sources;

/** Profile of {@link awsConfigFile}. */
const profile = "emulator";

/** AWS configuration of everything that works on the emulators. It exists only while they run. */
const awsConfigFile = localPath("aws-config");

function awsConfig({ aws }: Environment): string {
  return [
    `[profile ${profile}]`,
    "region = us-east-1",
    // The emulators accept any credentials. These give access to nothing.
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

/** Keeps an environment that was started. */
export function writeEnvironment(environment: Environment): void {
  writeFileSync(awsConfigFile, awsConfig(environment));
  writeJsonFile(file, { ...readJsonFile(file), environment });
}

/** Keeps the decisions, and writes the variables as `.local/env.sh` for a shell to source. */
export function writeSources(sources: Sources): void {
  writeJsonFile(file, { ...readJsonFile(file), sources });
  const lines = Object.entries(sources.variables).map(([name, value]) => `export ${name}='${value}'`);
  writeFileSync(localPath("env.sh"), `${lines.join("\n")}\n`);
}

/** Forgets the environment. A damaged file is removed whole. */
export function forgetEnvironment(): void {
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

/** How the stage `local` is reached: by fixed paths until an environment is started. @throws {UserError} */
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
