import { z } from "zod";
import { isNetworkAddress, parseCidr } from "./cidr";

/**
 * A rule for a value, in addition to its type, as data. The check of a stage's configuration and the validation of an
 * importable module's variable are both generated from it. The set is closed, so that both can express every rule.
 */
export type Rule =
  /** A whole number within inclusive bounds. */
  | { readonly kind: "range"; readonly minimum: number; readonly maximum: number }
  /** A string that a regular expression matches, in the common syntax of JavaScript and RE2. */
  | { readonly kind: "pattern"; readonly source: string }
  /** An IPv4 CIDR block with a prefix from `/largest` to `/smallest`, written with its network address. */
  | { readonly kind: "cidr"; readonly largest: number; readonly smallest: number }
  /** One of some values. */
  | { readonly kind: "oneOf"; readonly values: readonly (string | number)[] }
  /** A number of elements within inclusive bounds. */
  | { readonly kind: "size"; readonly minimum: number; readonly maximum?: number }
  /** Distinct elements. */
  | { readonly kind: "distinct" }
  /** All keys match a regular expression. */
  | { readonly kind: "keys"; readonly source: string }
  /** A field that is at least a percentage of another field. Both are whole numbers, so the result is exact. */
  | { readonly kind: "notBelow"; readonly field: string; readonly other: string; readonly percent: number }
  /** At most one of some fields of an object is set. */
  | { readonly kind: "exclusive"; readonly fields: readonly string[] }
  /** At least one of some rules. */
  | { readonly kind: "either"; readonly rules: readonly Rule[] };

/** A rule, and the text about accepted values. */
export interface Validation {
  readonly rule: Rule;
  readonly accepted: string;
}

declare module "zod" {
  interface GlobalMeta {
    /** Accepted values, for the error message. */
    accepted?: string;
    /** Rules in addition to the type. */
    validations?: readonly Validation[];
    /** An accepted value, for the examples of the importable modules. */
    example?: unknown;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value satisfies a rule. */
export function keeps(rule: Rule, value: unknown): boolean {
  switch (rule.kind) {
    case "range":
      return Number.isInteger(value) && Number(value) >= rule.minimum && Number(value) <= rule.maximum;
    case "pattern":
      return new RegExp(rule.source).test(String(value));
    case "cidr": {
      const block = parseCidr(String(value));
      return (
        block !== undefined &&
        isNetworkAddress(String(value)) &&
        block.prefix >= rule.largest &&
        block.prefix <= rule.smallest
      );
    }
    case "oneOf":
      return rule.values.includes(value as string | number);
    case "size": {
      const size = Array.isArray(value) ? value.length : Object.keys(value as object).length;
      return size >= rule.minimum && size <= (rule.maximum ?? Infinity);
    }
    case "distinct":
      return new Set(value as unknown[]).size === (value as unknown[]).length;
    case "keys":
      return Object.keys(value as object).every((key) => new RegExp(rule.source).test(key));
    case "notBelow": {
      const fields = value as Fields;
      return Number(fields[rule.field]) * 100 >= Number(fields[rule.other]) * rule.percent;
    }
    case "exclusive": {
      const fields = value as Fields;
      return rule.fields.filter((name) => (fields[name] ?? undefined) !== undefined).length <= 1;
    }
    case "either":
      return rule.rules.some((one) => keeps(one, value));
  }
}

/** The field that the error of a rule between fields names; undefined for other rules. */
export function fieldOf(rule: Rule): string | undefined {
  return rule.kind === "notBelow" ? rule.field : rule.kind === "exclusive" ? rule.fields.at(-1) : undefined;
}

/** Adds a rule to a schema; `accepted` describes the accepted values. */
export function ruled<T extends z.ZodType>(schema: T, accepted: string, rule: Rule): T {
  const before = z.globalRegistry.get(schema)?.validations ?? [];
  const validations = [...before, { rule, accepted }];
  const field = fieldOf(rule);
  const refined = schema.refine((value) => keeps(rule, value), {
    path: field === undefined ? [] : [field],
    params: { accepted },
  });
  return refined.meta(field === undefined ? { accepted, validations } : { validations }) as T;
}

/**
 * The schema of a module: its `inputs` from other modules, such as the ID of a VPC, then its `options`, which a stage
 * may set. The rules between the options are kept. So a new input is not an option of a stage by mistake.
 */
export function extended<I extends z.core.$ZodLooseShape, O extends z.core.$ZodLooseShape>(
  options: z.ZodObject<O>,
  inputs: I,
) {
  const schema = z.strictObject({ ...inputs, ...options.shape });
  const { validations = [] } = z.globalRegistry.get(options) ?? {};
  return validations.reduce((whole, { rule, accepted }) => ruled(whole, accepted, rule), schema);
}

/** A string that a regular expression matches; `accepted` describes it, `example` is an example. */
export const pattern = (regex: RegExp, accepted: string, example: string) =>
  ruled(z.string(), accepted, { kind: "pattern", source: regex.source }).meta({ example });

/** A string that is not empty. */
export const nonEmpty = pattern(/./, "a text that is not empty", "text");

/** A whole number within inclusive bounds; `unit` is part of the error message. */
export const wholeNumber = (minimum: number, maximum: number, unit: string) =>
  ruled(z.number(), `a whole number of ${unit} from ${minimum} to ${maximum}`, {
    kind: "range",
    minimum,
    maximum,
  });

/** An IPv4 CIDR block with its network address and a prefix length in a range. */
export const cidr = (largest: number, smallest: number) =>
  ruled(
    z.string(),
    `an IPv4 CIDR block from /${largest} to /${smallest}, written with its network address, such as 10.0.0.0/${largest}`,
    { kind: "cidr", largest, smallest },
  ).meta({ example: `10.${largest < 16 ? 0 : 20}.0.0/${largest}` });

/** One of some words. */
export const oneOf = <const T extends string>(...values: readonly [T, ...T[]]) =>
  ruled(z.enum(values), values.map((value) => JSON.stringify(value)).join(", "), { kind: "oneOf", values });

/** A list with bounds on its length; `accepted` describes its elements. */
export function list<T extends z.ZodType>(element: T, accepted: string, minimum: number, maximum?: number) {
  const schema = z.array(element).meta({ accepted });
  return minimum > 0 || maximum !== undefined
    ? ruled(schema, accepted, { kind: "size", minimum, maximum })
    : schema;
}

/** A list of distinct elements with bounds on its length. */
export const distinctList = <T extends z.ZodType>(
  element: T,
  accepted: string,
  minimum: number,
  maximum?: number,
) => ruled(list(element, accepted, minimum, maximum), accepted, { kind: "distinct" });

/** Name of a resource, and prefix of the names of related resources, such as `artist-production`. */
export const resourceName = pattern(
  /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/,
  "3 to 32 lower-case letters, digits and hyphens",
  "artist-example",
);

/** ARN of any resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arn = pattern(
  /^arn:aws[a-z-]*:[a-z0-9-]+:/,
  "an ARN, such as arn:aws:kms:us-east-1:111122223333:key/…",
  "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
);

/** ARN of an IAM role or user. */
export const principalArn = pattern(
  /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
  "the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/Administrator",
  "arn:aws:iam::123456789012:role/Administrator",
);

/** ID of an AWS account. */
export const accountId = pattern(/^\d{12}$/, "an AWS account id of 12 digits", "123456789012");

/** Name of a domain. */
export const domainName = pattern(
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "a domain, such as example.com",
  "example.com",
);

/** ID of a hosted zone of Route 53. */
export const hostedZoneId = pattern(
  /^Z[A-Z0-9]{5,31}$/,
  "the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ",
  "Z0123456789ABCDEFGHIJ",
);

/** Name of an AWS region. */
export const region = pattern(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region, such as us-east-1", "us-east-1");

const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365];

/** Retention of a CloudWatch log group. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetention = ruled(
  z.number(),
  `a retention that CloudWatch knows: ${retentions.slice(0, -1).join(", ")} or ${String(retentions.at(-1))} days`,
  { kind: "oneOf", values: retentions },
).default(90);

/** IDs of subnets in at least two zones. */
export const subnetIds = list(
  pattern(/^subnet-[0-9a-f]+$/, "the ID of a subnet, such as subnet-0a1b2c3d", "subnet-0a1b2c3d"),
  "two or more IDs of subnets, in different zones",
  2,
).meta({ example: ["subnet-0a1b2c3d", "subnet-0e5f6a7b"] });

/** ID of a VPC. */
export const vpcId = pattern(/^vpc-[0-9a-f]+$/, "the ID of a VPC, such as vpc-0a1b2c3d", "vpc-0a1b2c3d");

/** ID of a security group. */
export const securityGroupId = pattern(
  /^sg-[0-9a-f]+$/,
  "the ID of a security group, such as sg-0a1b2c3d",
  "sg-0a1b2c3d",
);

/** Kubernetes quantity of CPU or memory. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const quantity = pattern(
  /^\d+(\.\d+)?(m|Ki|Mi|Gi|Ti)?$/,
  "a Kubernetes quantity, such as 500m, 2 or 4Gi",
  "500m",
);

/** Name of a Kubernetes object that is a DNS label. */
export const kubernetesName = pattern(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a Kubernetes name: up to 63 lower-case letters, digits and hyphens",
  "artist",
);

/**
 * Tags for resources that others than Terraform make. A tag is part of an option of a command, so it has no comma.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 */
export const tags = ruled(
  z.record(
    z.string(),
    pattern(
      /^[\w .:/=+@-]{1,256}$/,
      "values of 1 to 256 letters, digits, spaces and the characters _ . : / = + @ -",
      "artist",
    ),
  ),
  "names of 1 to 128 letters, digits and the characters _ . : / + @ -",
  { kind: "keys", source: "^[\\w.:/+@-]{1,128}$" },
)
  .meta({ example: { Project: "artist", Stage: "production" } })
  .default({});

/** Kubernetes minor version. https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
export const kubernetesMinor = pattern(/^1\.\d{2}$/, "a Kubernetes minor version, such as 1.36", "1.36");
