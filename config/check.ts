import { z } from "zod";
import { cidrsOverlap } from "../modules/kit/cidr";
import { configurationSchema, type Configuration } from "./schema";

/** One error in the configuration. */
interface Mistake {
  /** The stage or account. */
  readonly owner: string;
  /** Path of the value in the stage or account. */
  readonly path: string;
  /** The given value; undefined if there is none. */
  readonly given: unknown;
  /** The accepted values. */
  readonly accepted: string;
}

/** The configuration is invalid. The message has a line for each error; nothing was written. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

function line({ owner, path, given, accepted }: Mistake): string {
  const shown = given === undefined ? "nothing" : JSON.stringify(given);
  return `${owner}: ${path}: given ${shown}; accepted: ${accepted}`;
}

type Path = readonly PropertyKey[];

function written(path: Path): string {
  return path
    .map((key, i) => (typeof key === "number" ? `[${key}]` : `${i ? "." : ""}${String(key)}`))
    .join("");
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

/** The schema of the value at a path, and the schemas that contain it, innermost first. */
function schemasAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) {
    return schemasAt(schema.unwrap(), path);
  }
  const [key, ...rest] = path;
  const inner =
    key === undefined
      ? undefined
      : schema instanceof z.ZodObject
        ? (schema.shape[String(key)] as z.core.$ZodType | undefined)
        : schema instanceof z.ZodArray
          ? schema.element
          : schema instanceof z.ZodRecord
            ? schema.valueType
            : undefined;
  return inner ? [...schemasAt(inner, rest), schema] : [schema];
}

const typeNames: Record<string, string> = {
  boolean: "true or false",
  string: "a string",
  number: "a number",
  array: "a list",
  object: "an object",
  record: "an object",
};

function accepted(issue: z.core.$ZodIssue): string {
  const [schema] = schemasAt(configurationSchema, issue.path);
  if (issue.code === "unrecognized_keys" && schema instanceof z.ZodObject) {
    return `only ${Object.keys(schema.shape).join(", ")}`;
  }
  const described = schema && z.globalRegistry.get(schema as z.ZodType)?.accepted;
  // The text of a rule between several fields has precedence over the text of the field that it names.
  if (issue.code === "custom" && issue.params?.["accepted"]) {
    return String(issue.params["accepted"]);
  }
  if (described) {
    return described;
  }
  if (issue.code === "invalid_value") {
    return issue.values.map((value) => JSON.stringify(value)).join(", ");
  }
  if (issue.code === "invalid_type") {
    return typeNames[issue.expected] ?? issue.expected;
  }
  return issue.message;
}

function schemaMistakes(error: z.ZodError, input: unknown): Mistake[] {
  return error.issues.flatMap((issue) => {
    const [kind, owner, ...path] = issue.path;
    if (owner === undefined) {
      return [{ owner: "config", path: written(issue.path), given: undefined, accepted: accepted(issue) }];
    }
    const name = kind === "accounts" ? `account ${String(owner)}` : String(owner);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        owner: name,
        path: written([...path, key]),
        given: valueAt(input, [...issue.path, key]),
        accepted: accepted(issue),
      }));
    }
    return [
      { owner: name, path: written(path), given: valueAt(input, issue.path), accepted: accepted(issue) },
    ];
  });
}

/**
 * Name of a stage: part of the names of its resources. The longest of them is a bucket, artist-<stage>-logs-<account
 * id>-<region>, with at most 63 characters; the longest regions have 14. RDS refuses two hyphens in a row.
 */
const stageName = /^(?=.{1,23}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Rules between fields, stages and accounts. */
function relationMistakes({ accounts, stages }: Configuration): Mistake[] {
  const mistakes: Mistake[] = [];
  const refuse = (owner: string, path: string, given: unknown, accepted: string) =>
    mistakes.push({ owner, path, given, accepted });
  const names = Object.keys(stages);
  for (const account of Object.keys(accounts).filter((name) => name in stages)) {
    refuse(
      `account ${account}`,
      "name",
      account,
      "a name that no stage has, because <stage>-* selects a stage's stacks",
    );
  }
  for (const [index, [name, stage]] of Object.entries(stages).entries()) {
    if (!stageName.test(name)) {
      refuse(
        name,
        "name",
        name,
        "up to 23 lower-case letters, digits and single hyphens, beginning with a letter: the longest name of a bucket has 63",
      );
    }
    if (!(stage.account in accounts)) {
      refuse(name, "account", stage.account, Object.keys(accounts).join(", "));
    }
    const { repository } = stage.application;
    const repositories = accounts[stage.account]?.registry.repositories ?? [repository];
    if (!repositories.includes(repository)) {
      refuse(
        name,
        "application.repository",
        repository,
        `a repository of the account: ${repositories.join(", ")}`,
      );
    }
    const { backupRetentionDays } = stage.database;
    for (const [i, zone] of stage.network.availabilityZones.entries()) {
      if (zone.slice(0, -1) !== stage.region) {
        refuse(name, `network.availabilityZones[${i}]`, zone, `zones of the stage's region ${stage.region}`);
      }
    }
    const { host } = stage.application;
    const domain = stage.network.domain.name;
    if (host !== undefined && host !== domain && host.slice(host.indexOf(".") + 1) !== domain) {
      refuse(
        name,
        "application.host",
        host,
        `${domain}, or a name with one label before it: the certificate is for these`,
      );
    }
    if (stage.production) {
      if (host === undefined) {
        refuse(name, "application.host", undefined, `a host name in production, such as api.${domain}`);
      }
      if (backupRetentionDays < 7 || backupRetentionDays > 30) {
        refuse(name, "database.backupRetentionDays", backupRetentionDays, "7 to 30 days in production");
      }
      if (stage.platform.alerts.emails.length === 0) {
        refuse(name, "platform.alerts.emails", [], "one or more e-mail addresses in production");
      }
      if (!stage.database.multiAz) {
        refuse(name, "database.multiAz", false, "true in production");
      }
      if (!stage.database.deletionProtection) {
        refuse(name, "database.deletionProtection", false, "true in production");
      }
      if (!stage.database.finalSnapshot) {
        refuse(name, "database.finalSnapshot", false, "true in production");
      }
      if (stage.secrets.recoveryWindowDays === 0) {
        refuse(name, "secrets.recoveryWindowDays", 0, "7 to 30 days in production");
      }
      if (stage.logBucket.forceDestroy) {
        refuse(name, "logBucket.forceDestroy", true, "false in production");
      }
    }
    for (const other of names.slice(index + 1)) {
      const otherCidr = stages[other]?.network.cidr;
      if (otherCidr && cidrsOverlap(stage.network.cidr, otherCidr)) {
        refuse(
          other,
          "network.cidr",
          otherCidr,
          `a block that does not overlap ${stage.network.cidr} of ${name}`,
        );
      }
    }
  }
  return mistakes;
}

/**
 * Checks accounts and stages.
 *
 * @throws {ConfigurationError} with all errors, one line each: stage, path, given value, accepted values.
 */
export function checkConfiguration(input: unknown): Configuration {
  const result = configurationSchema.safeParse(input);
  const mistakes = result.success ? relationMistakes(result.data) : schemaMistakes(result.error, input);
  if (!result.success || mistakes.length > 0) {
    throw new ConfigurationError(mistakes.map(line));
  }
  return result.data;
}
