import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { install, isInstalled, type PythonEnvironment } from "../../local/python";
import { projectPath } from "../../modules/kit/project-path";
import { localPath } from "../../terraform/paths";
import { mistakesIn, type Mistake, type Schema } from "./json-schema";

/*
 * Facts about AWS from the data of cfn-lint: the schema of each CloudFormation resource, and for each region the EC2
 * instance types and RDS instance classes. https://github.com/aws-cloudformation/cfn-lint
 */

const environment: PythonEnvironment = {
  folder: localPath("cfn-lint"),
  requirements: projectPath("__tests__", "oracles", "requirements.txt"),
  content: "the data of cfn-lint",
  log: "install-cfn-lint",
  options: ["--no-deps", "--retries", "0", "--timeout", "20"],
};

/** Installs the data. Without a connection to PyPI nothing is installed, and the tests that need it are skipped. */
export async function installCloudFormation(): Promise<void> {
  await install(environment, () => undefined).catch(() => undefined);
}

/** Whether the data is installed. */
export const hasCloudFormation = () => isInstalled(environment);

function dataFolder(...path: string[]): string {
  const lib = join(environment.folder, "lib");
  const [python = ""] = readdirSync(lib);
  return join(lib, python, "site-packages", "cfnlint", "data", "schemas", ...path);
}

const read = (...path: string[]) => JSON.parse(readFileSync(dataFolder(...path), "utf8")) as Schema;

/** The schema of a CloudFormation resource type in a region. Fails if the region does not have the type. */
export function schemaOf(type: string, region: string): Schema {
  const hash = (read("providers", `${region}.json`) as Record<string, string>)[type];
  if (hash === undefined) {
    throw new Error(`${type} does not exist in ${region}`);
  }
  return read("resources", `${hash}.json`);
}

/** The names of all regions. */
export const regionNames = (): string[] =>
  readdirSync(dataFolder("providers")).flatMap((file) => /^(.*-\d)\.json$/.exec(file)?.[1] ?? []);

const extension = (type: string, file: string) =>
  read("extensions", type.toLowerCase().replaceAll("::", "_"), `${file}.json`);

const regionOf = (schema: Schema, region: string) => (schema as Record<string, Schema>)[region] ?? false;

/** Rules of a type beyond its schema: which instances a region has, and which versions an engine. */
const regional: Readonly<Record<string, (properties: Schema, region: string) => Mistake[]>> = {
  "AWS::RDS::DBInstance": (properties, region) => [
    ...mistakesIn(extension("AWS::RDS::DBInstance", "engine_version"), properties),
    ...mistakesIn(regionOf(extension("AWS::RDS::DBInstance", "dbinstanceclass_enum"), region), properties),
    ...mistakesIn(extension("AWS::RDS::DBInstance", "db_instance_class"), properties),
    ...mistakesIn(extension("AWS::RDS::DBInstance", "backupretentionperiod_maximum"), properties),
  ],
  "AWS::EKS::Nodegroup": (properties, region) =>
    mistakesIn(
      {
        properties: {
          InstanceTypes: { items: regionOf(extension("AWS::EC2::Instance", "instancetype_enum"), region) },
        },
      },
      properties,
    ),
};

/** The mistakes in the properties of a CloudFormation resource. Properties may be missing. */
export function mistakesOf(type: string, region: string, properties: Schema): Mistake[] {
  const schema = schemaOf(type, region);
  return [...mistakesIn(schema, properties), ...(regional[type]?.(properties, region) ?? [])];
}

/** The strings in a value of JSON. */
const stringsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : [];

const distinct = (values: readonly string[]) => [...new Set(values)].sort();

/** The EC2 instance types of all regions. */
export const instanceTypes = (): string[] =>
  distinct(stringsIn(extension("AWS::EC2::Instance", "instancetype_enum"))).filter((one) =>
    one.includes("."),
  );

/** The RDS instance classes of an engine in all regions. */
export function databaseClasses(engine: string): string[] {
  const regions = Object.values(extension("AWS::RDS::DBInstance", "dbinstanceclass_enum")) as Schema[];
  const rules = regions.flatMap((region) => (region as { allOf: { if: unknown; then: unknown }[] }).allOf);
  const ofEngine = rules.filter((rule) => stringsIn(rule.if).includes(engine));
  return distinct(ofEngine.flatMap((rule) => stringsIn(rule.then))).filter((one) => one.startsWith("db."));
}
