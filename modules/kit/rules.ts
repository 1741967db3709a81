import { z } from "zod";
import { ruled } from "./rule";

export { extended, ruled } from "./rule";

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

/** An IPv4 CIDR block of a VPC: not of the ranges that are reserved. https://www.iana.org/assignments/iana-ipv4-special-registry */
export const vpcCidr = (largest: number, smallest: number) =>
  ruled(
    cidr(largest, smallest),
    "a block outside of 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 and 224.0.0.0/3, which are reserved",
    { kind: "notPattern", source: "^(?:0|127|22[4-9]|2[345][0-9])[.]|^169[.]254[.]" },
  ).meta({ example: "10.0.0.0/16" });

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

/** Distinct values by names of the caller's choice. A name is part of the address of a resource, so a value may be unknown. */
export const distinctMap = <T extends z.ZodType>(element: T, accepted: string, minimum: number) => {
  const schema = z.record(z.string(), element);
  const sized = minimum > 0 ? ruled(schema, accepted, { kind: "size", minimum }) : schema;
  return ruled(sized, accepted, { kind: "distinct" });
};

/** Name of a resource, and prefix of the names of related resources, such as `artist-production`. */
export const resourceName = pattern(
  /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/,
  "3 to 32 lower-case letters, digits and hyphens",
  "artist-example",
);

/** ARN of any resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arn = pattern(
  /^arn:aws(-[a-z]+)*:[a-z0-9-]+:/,
  "an ARN, such as arn:aws:kms:us-east-1:111122223333:key/…",
  "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
);

/** ARN of a KMS key. A policy that names an alias allows nothing, so the ARN of an alias is refused. */
export const kmsKeyArn = pattern(
  /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
  "the ARN of a KMS key, not of an alias, such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
);

/** ARN of an IAM role, with its path. */
export const roleArn = pattern(
  /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/([!-~]+\/)?[\w+=,.@-]+$/,
  "the ARN of an IAM role, such as arn:aws:iam::111122223333:role/Administrator",
  "arn:aws:iam::123456789012:role/Administrator",
);

/** ARN of an IAM role or user, with its path. */
export const principalArn = pattern(
  /^arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)\/([!-~]+\/)?[\w+=,.@-]+$/,
  "the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/Administrator",
  "arn:aws:iam::123456789012:role/Administrator",
);

/** ARN of a managed policy, of the account or of AWS. */
export const policyArn = pattern(
  /^arn:aws(-[a-z]+)*:iam::(\d{12}|aws):policy\/[!-~]+$/,
  "the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/Boundary",
  "arn:aws:iam::123456789012:policy/Boundary",
);

/** Path of IAM roles. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names */
export const iamRolePath = ruled(
  pattern(
    /^\/([\w+=,.@-]+\/)*$/,
    "an IAM path that begins and ends with a slash, such as /platform/",
    "/platform/",
  ),
  "an IAM path of up to 512 characters",
  { kind: "pattern", source: "^.{1,512}$" },
).meta({ example: "/platform/" });

/** Name of an EKS cluster that exists. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export const clusterName = pattern(
  /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/,
  "the name of an EKS cluster: up to 100 letters, digits, hyphens and underscores",
  "artist-example",
);

/** ID of an AWS account. */
export const accountId = pattern(/^\d{12}$/, "an AWS account id of 12 digits", "123456789012");

/** Name of a domain, by RFC 1123. */
export const domainName = ruled(
  pattern(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/,
    "a domain, such as example.com",
    "example.com",
  ),
  "a domain of up to 253 characters, such as example.com",
  { kind: "pattern", source: "^.{1,253}$" },
).meta({ example: "example.com" });

/** ID of a hosted zone of Route 53. */
export const hostedZoneId = pattern(
  /^Z[A-Z0-9]{5,31}$/,
  "the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ",
  "Z0123456789ABCDEFGHIJ",
);

/** Name of an AWS region, also of the partitions other than `aws`, such as eusc-de-east-1. */
export const region = pattern(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "an AWS region, such as us-east-1", "us-east-1");

const retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365];

/** Retention of a CloudWatch log group. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetention = ruled(
  z.number(),
  `a retention that CloudWatch knows: ${retentions.slice(0, -1).join(", ")} or ${String(retentions.at(-1))} days`,
  { kind: "oneOf", values: retentions },
)
  .default(90)
  .meta({
    changes: [
      { effect: "in place", when: "more", text: "Logs are kept longer from now on" },
      {
        effect: "in place",
        when: "less",
        text: "CloudWatch deletes the logs that are older",
        isOneWay: true,
      },
    ],
  });

/** ID of a subnet. */
export const subnetId = pattern(
  /^subnet-[0-9a-f]+$/,
  "the ID of a subnet, such as subnet-0a1b2c3d",
  "subnet-0a1b2c3d",
);

/** IDs of subnets in at least two zones. */
export const subnetIds = list(subnetId, "two or more IDs of subnets, in different zones", 2).meta({
  example: ["subnet-0a1b2c3d", "subnet-0e5f6a7b"],
});

/** ID of a VPC. */
export const vpcId = pattern(/^vpc-[0-9a-f]+$/, "the ID of a VPC, such as vpc-0a1b2c3d", "vpc-0a1b2c3d");

/** ID of a security group. */
export const securityGroupId = pattern(
  /^sg-[0-9a-f]+$/,
  "the ID of a security group, such as sg-0a1b2c3d",
  "sg-0a1b2c3d",
);

/** Kubernetes quantity of CPU. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const cpuQuantity = pattern(
  /^([1-9]\d*m|0\.([1-9]\d{0,2}|0[1-9]\d?|00[1-9])|[1-9]\d*(\.\d{1,3})?)$/,
  "a Kubernetes quantity of CPU, such as 500m or 2",
  "500m",
);

/** Kubernetes quantity of memory. Less is a mistake in the unit, such as 500 bytes: no container starts with it. */
export const memoryQuantity = pattern(
  /^([1-9]\d+(\.\d+)?Mi?|[1-9]\d*(\.\d+)?[GT]i?)$/,
  "a Kubernetes quantity of memory of at least 10M, with a unit: such as 512Mi, 4Gi or 2G",
  "512Mi",
);

/** Name of a Kubernetes object that is a DNS label. */
export const kubernetesName = pattern(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a Kubernetes name: up to 63 lower-case letters, digits and hyphens",
  "artist",
);

/** Name of a Kubernetes object that is a DNS subdomain, such as a service account. */
export const kubernetesSubdomain = ruled(
  pattern(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "a Kubernetes name: lower-case letters, digits, hyphens and dots",
    "artist",
  ),
  "a Kubernetes name of up to 253 characters",
  { kind: "pattern", source: "^.{1,253}$" },
).meta({ example: "artist" });

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

/** CIDR block of clients. */
export const clientCidr = cidr(8, 32);

/**
 * Clients by names of the caller's choice. A name is the description of a rule of a security group.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html
 */
export const namedClients = <T extends z.ZodType>(client: T) =>
  ruled(
    z.record(z.string(), client),
    "names of 1 to 100 letters, digits, spaces and the characters _ . : / + = @ -",
    { kind: "keys", source: "^[\\w .:/+=@-]{1,100}$" },
  );

/**
 * The defaults of inputs that are not options: what a layer gives a module for the inputs that only users of the importable
 * module have.
 */
export const defaultsOf = <S extends z.core.$ZodLooseShape>(inputs: S) => z.strictObject(inputs).parse({});
