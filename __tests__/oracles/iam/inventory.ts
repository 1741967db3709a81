import type { Stacks } from "../../support/prepared";
import type { Policy } from "./policy";
import { Resolver } from "./resolution";

/** A policy that a role has, or that a resource has. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** An IAM role of a stack. */
export interface Role {
  readonly stack: string;
  /** Address without the stack, such as `aws_iam_role.loki_identity_role`. */
  readonly address: string;
  readonly arn: string;
  readonly account: string;
  readonly trust: Policy;
  readonly inlinePolicies: readonly NamedPolicy[];
  /** Names of the managed policies of AWS, with their path. */
  readonly managedPolicies: readonly string[];
  /** The managed policies of the account that it has. */
  readonly ownPolicies: readonly NamedPolicy[];
  /** Its permissions boundary. */
  readonly boundary?: NamedPolicy;
}

/** A bucket, a topic, a queue or a key, with the policy that it has. */
export interface PolicyOfResource {
  readonly stack: string;
  readonly address: string;
  readonly arn: string;
  readonly account: string;
  readonly policy: Policy;
}

/**
 * The key policy of a key without one: principals of the account, as their own policies allow.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export const defaultKeyPolicy = (account: string): Policy => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Enable IAM User Permissions",
      Effect: "Allow",
      Principal: { AWS: [`arn:aws:iam::${account}:root`] },
      Action: ["kms:*"],
      Resource: ["*"],
    },
  ],
});

/** The documents of a stack. */
export function documentsOf(stacks: Stacks, stack: string): NamedPolicy[] {
  const resolver = new Resolver(stacks, stack);
  return resolver.instances("aws_iam_policy_document", "data").map(({ name, each }) => ({
    name: each ? `${name}[${each.key}]` : name,
    policy: resolver.document(name, each),
  }));
}

/** The managed policies of all stacks, by ARN. */
export function policiesOf(stacks: Stacks): ReadonlyMap<string, NamedPolicy> {
  const found = Object.keys(stacks).flatMap((stack) => {
    const resolver = new Resolver(stacks, stack);
    return resolver.instances("aws_iam_policy").map(({ block, each }) => {
      const name = resolver.text(block.name, each);
      const policy = JSON.parse(resolver.text(block.policy, each)) as Policy;
      return [`arn:aws:iam::${resolver.account}:policy/${name}`, { name, policy }] as const;
    });
  });
  return new Map(found);
}

/** The roles of a stack, with their policies. */
export function rolesOf(stacks: Stacks, stack: string): Role[] {
  const resolver = new Resolver(stacks, stack);
  const policies = policiesOf(stacks);
  const named = (arn: string) => {
    const policy = policies.get(arn);
    if (policy === undefined) {
      throw new Error(`${stack}: no stack makes ${arn}`);
    }
    return policy;
  };
  const { account } = resolver;
  const attached = (type: string, roleName: string) =>
    resolver.instances(type).filter(({ block, each }) => resolver.text(block.role, each) === roleName);
  return resolver.instances("aws_iam_role").map(({ name, block, each }) => {
    const roleName = resolver.text(block.name, each);
    const arns = attached("aws_iam_role_policy_attachment", roleName).map(({ block, each }) =>
      resolver.text(block.policy_arn, each),
    );
    const ofAws = (arn: string) => arn.startsWith("arn:aws:iam::aws:");
    return {
      stack,
      address: `aws_iam_role.${name}${each ? `["${each.key}"]` : ""}`,
      arn: `arn:aws:iam::${account}:role/${roleName}`,
      account,
      trust: JSON.parse(resolver.text(block.assume_role_policy, each)),
      inlinePolicies: attached("aws_iam_role_policy", roleName).map(({ block, each }) => ({
        name: resolver.text(block.name, each),
        policy: JSON.parse(resolver.text(block.policy, each)),
      })),
      managedPolicies: arns.filter(ofAws).map((arn) => arn.replace("arn:aws:iam::aws:policy/", "")),
      ownPolicies: arns.filter((arn) => !ofAws(arn)).map(named),
      ...(block.permissions_boundary && {
        boundary: named(resolver.text(block.permissions_boundary, each)),
      }),
    };
  });
}

/** The buckets of a stack that have a policy. */
export function bucketsOf(stacks: Stacks, stack: string): PolicyOfResource[] {
  const resolver = new Resolver(stacks, stack);
  return resolver.instances("aws_s3_bucket_policy").map(({ name, block, each }) => ({
    stack,
    address: `aws_s3_bucket_policy.${name}`,
    arn: `arn:aws:s3:::${resolver.text(block.bucket, each)}`,
    account: resolver.account,
    policy: JSON.parse(resolver.text(block.policy, each)),
  }));
}

/** The topics of a stack that have a policy. */
export function topicsOf(stacks: Stacks, stack: string): PolicyOfResource[] {
  const resolver = new Resolver(stacks, stack);
  return resolver.instances("aws_sns_topic_policy").map(({ name, block }) => ({
    stack,
    address: `aws_sns_topic_policy.${name}`,
    arn: resolver.text(block.arn),
    account: resolver.account,
    policy: JSON.parse(resolver.text(block.policy)),
  }));
}

/** The queues of a stack that have a policy. */
export function queuesOf(stacks: Stacks, stack: string): PolicyOfResource[] {
  const resolver = new Resolver(stacks, stack);
  return resolver.instances("aws_sqs_queue_policy").map(({ name, block }) => ({
    stack,
    address: `aws_sqs_queue_policy.${name}`,
    arn: resolver
      .text(block.queue_url)
      .replace(/^https:\/\/sqs\.([^.]*)\.[^/]*\/(\d+)\/(.*)$/, "arn:aws:sqs:$1:$2:$3"),
    account: resolver.account,
    policy: JSON.parse(resolver.text(block.policy)),
  }));
}

/** The registry of a stack's account, if it has a policy. Its ARN is that of its repositories without their names. */
export function registriesOf(stacks: Stacks, stack: string): PolicyOfResource[] {
  const resolver = new Resolver(stacks, stack);
  return resolver.instances("aws_ecr_registry_policy").map(({ name, block }) => ({
    stack,
    address: `aws_ecr_registry_policy.${name}`,
    arn: `arn:aws:ecr:${resolver.region}:${resolver.account}:repository`,
    account: resolver.account,
    policy: JSON.parse(resolver.text(block.policy)),
  }));
}

/** The file systems of a stack that have a policy. */
export function fileSystemsOf(stacks: Stacks, stack: string): PolicyOfResource[] {
  const resolver = new Resolver(stacks, stack);
  return resolver.instances("aws_efs_file_system_policy").map(({ name, block }) => ({
    stack,
    address: `aws_efs_file_system_policy.${name}`,
    arn: `arn:aws:elasticfilesystem:${resolver.region}:${resolver.account}:file-system/${resolver.text(block.file_system_id)}`,
    account: resolver.account,
    policy: JSON.parse(resolver.text(block.policy)),
  }));
}

/** The KMS keys of a stack. */
export function keysOf(stacks: Stacks, stack: string): PolicyOfResource[] {
  const resolver = new Resolver(stacks, stack);
  const { account } = resolver;
  return resolver.instances("aws_kms_key").map(({ name, block }) => ({
    stack,
    address: `aws_kms_key.${name}`,
    arn: resolver.text(`\${aws_kms_key.${name}.arn}`),
    account,
    policy: block.policy === undefined ? defaultKeyPolicy(account) : JSON.parse(resolver.text(block.policy)),
  }));
}
