import { anonymousPrincipal } from "@cloud-copilot/iam-simulate";
import { withOneMoreStage } from "../../support/prepared";
import {
  bucketsOf,
  fileSystemsOf,
  keysOf,
  queuesOf,
  registriesOf,
  topicsOf,
  type NamedPolicy,
  type PolicyOfResource,
} from "./inventory";
import { isAllowed, type Caller } from "./simulation";

const everything: NamedPolicy = {
  name: "everything",
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:*", "kms:*", "sqs:*", "elasticfilesystem:*", "ecr:*"],
        Resource: ["*"],
      },
    ],
  },
};

/** Resource types of which AWS evaluates a policy: those that the oracle reads, and those whose policy is not IAM's. */
const typesWithPolicy = {
  read: [
    "aws_iam_policy",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_kms_key",
    "aws_ecr_registry_policy",
    "aws_efs_file_system_policy",
    "aws_s3_bucket_policy",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
  ],
  notIam: [
    "aws_efs_backup_policy",
    "aws_ecr_lifecycle_policy",
    "aws_eks_access_policy_association",
    "aws_iam_instance_profile",
    "aws_iam_openid_connect_provider",
  ],
};

const principals = ({ account, policy }: PolicyOfResource): Record<string, Caller> => ({
  administrator: {
    principal: `arn:aws:sts::${account}:assumed-role/Administrator/session`,
    policies: [everything],
    resourcePolicy: policy,
    account,
  },
  "administrator of another account": {
    principal: "arn:aws:sts::999999999999:assumed-role/Administrator/session",
    policies: [everything],
    resourcePolicy: policy,
    account,
  },
  anonymous: { principal: anonymousPrincipal, resourcePolicy: policy, account },
});

async function allowedTo(resource: PolicyOfResource, request: Parameters<typeof isAllowed>[1]) {
  const entries = Object.entries(principals(resource));
  const decisions = await Promise.all(entries.map(([, caller]) => isAllowed(caller, request)));
  return entries.filter((_, index) => decisions[index]).map(([name]) => name);
}

const { stacks, configuration } = withOneMoreStage();

describe("the resource policies", () => {
  const names = Object.keys(stacks);
  const title = (resource: PolicyOfResource) => [`${resource.stack}: ${resource.address}`, resource] as const;
  const buckets = names.flatMap((stack) => bucketsOf(stacks, stack)).map(title);
  const keys = names.flatMap((stack) => keysOf(stacks, stack)).map(title);

  it("are all read by this oracle", () => {
    const types = Object.values(stacks).flatMap(({ json }) =>
      Object.entries(json["resource"] ?? {})
        .filter(
          ([type, byName]) =>
            /^aws_iam_|_policy(_|$)/.test(type) || "policy" in Object.assign({}, ...Object.values(byName)),
        )
        .map(([type]) => type),
    );
    const known = [...typesWithPolicy.read, ...typesWithPolicy.notIam];
    expect([...new Set(types)].filter((type) => !known.includes(type))).toEqual([]);
    expect(types).toContain("aws_s3_bucket_policy");
  });

  it("are there for each bucket", () => {
    const all = Object.values(stacks).flatMap((stack) => Object.keys(stack.resources("aws_s3_bucket")));
    expect(buckets.length).toBe(all.length);
  });

  it.each(buckets)("open %s to its own account, over TLS only", async (_title, bucket) => {
    for (const [action, resource] of [
      ["s3:GetObject", `${bucket.arn}/a/b`],
      ["s3:PutObject", `${bucket.arn}/a/b`],
      ["s3:ListBucket", bucket.arn],
      ["s3:DeleteBucketPolicy", bucket.arn],
    ] as const) {
      const overTls = await allowedTo(bucket, { action, resource });
      expect([action, overTls]).toEqual([action, ["administrator"]]);
      const plain = { action, resource, context: { "aws:SecureTransport": "false" } };
      expect([action, await allowedTo(bucket, plain)]).toEqual([action, []]);
    }
  });

  it.each(keys)("open %s to principals of its own account whose policies allow it", async (_title, key) => {
    for (const action of [
      "kms:Decrypt",
      "kms:GenerateDataKey",
      "kms:ScheduleKeyDeletion",
      "kms:PutKeyPolicy",
    ]) {
      expect(await allowedTo(key, { action, resource: key.arn })).toEqual(["administrator"]);
    }
    const withoutPolicy = { principal: `arn:aws:iam::${key.account}:role/x`, resourcePolicy: key.policy };
    const request = { action: "kms:Decrypt", resource: key.arn };
    expect(await isAllowed({ ...withoutPolicy, account: key.account }, request)).toBe(false);
  });

  const fileSystems = names.flatMap((stack) => fileSystemsOf(stacks, stack)).map(title);

  it("are there for each file system", () => {
    const all = Object.values(stacks).flatMap((stack) => Object.keys(stack.resources("aws_efs_file_system")));
    expect(fileSystems.length).toBe(all.length);
  });

  it.each(fileSystems)("open %s to roles of its own account, over TLS only", async (_title, fileSystem) => {
    for (const client of ["ClientMount", "ClientWrite", "ClientRootAccess"]) {
      const request = { action: `elasticfilesystem:${client}`, resource: fileSystem.arn };
      expect([client, await allowedTo(fileSystem, request)]).toEqual([client, ["administrator"]]);
      const plain = { ...request, context: { "aws:SecureTransport": "false" } };
      expect([client, await allowedTo(fileSystem, plain)]).toEqual([client, []]);
    }
  });

  const queues = names.flatMap((stack) => queuesOf(stacks, stack)).map(title);

  it("are there for each queue", () => {
    const all = Object.values(stacks).flatMap((stack) => Object.keys(stack.resources("aws_sqs_queue")));
    expect(all.length).toBeGreaterThan(0);
    expect(queues.length).toBe(all.length);
  });

  it.each(queues)("let only the rule of the stage send to %s, over TLS only", async (_title, queue) => {
    const { arn, account, policy } = queue;
    const rule = arn.replace(":sqs:", ":events:").replace(/:([^:]*)$/, ":rule/$1");
    const decide = (action: string, source: string, secure = "true") =>
      isAllowed(
        { principal: "events.amazonaws.com", resourcePolicy: policy, account },
        { action, resource: arn, context: { "aws:SourceArn": source, "aws:SecureTransport": secure } },
      );
    expect(await decide("sqs:SendMessage", rule)).toBe(true);
    expect(await decide("sqs:SendMessage", `${rule}2`)).toBe(false);
    expect(await decide("sqs:SendMessage", rule.replace(account, "999999999999"))).toBe(false);
    expect(await decide("sqs:SendMessage", rule, "false")).toBe(false);
    expect(await decide("sqs:ReceiveMessage", rule)).toBe(false);
    const request = { action: "sqs:ReceiveMessage", resource: arn };
    expect(await allowedTo(queue, request)).toEqual(["administrator"]);
    expect(await allowedTo(queue, { ...request, context: { "aws:SecureTransport": "false" } })).toEqual([]);
  });

  const registries = names.flatMap((stack) => registriesOf(stacks, stack)).map(title);

  it("are there for each registry that others replicate into, and for no other", () => {
    const replicated = Object.values(configuration.accounts).flatMap(({ registry }) => registry.replicateTo);
    expect(replicated.length).toBeGreaterThan(0);
    expect(registries.map(([, { stack }]) => stack).sort()).toEqual(
      [...new Set(replicated)].map((account) => `${account}-bootstrap`).sort(),
    );
  });

  it.each(registries)("let only the accounts that replicate into %s do that", async (_title, registry) => {
    const { account, stack, policy } = registry;
    const [name = ""] = stack.split("-bootstrap");
    const own = configuration.accounts[name]?.registry.repositories ?? [];
    // The role that ECR makes in the account of the source, with its permissions.
    const service: NamedPolicy = {
      name: "replication",
      policy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: ["ecr:CreateRepository", "ecr:ReplicateImage"], Resource: ["*"] },
        ],
      },
    };
    const decide = (id: string, action: string, repository: string) => {
      const principal = `arn:aws:sts::${id}:assumed-role/AWSServiceRoleForECRReplication/session`;
      return isAllowed(
        { principal, policies: [service, everything], resourcePolicy: policy, account },
        { action, resource: `${registry.arn}/${repository}` },
      );
    };
    for (const [other, { id, registry: source }] of Object.entries(configuration.accounts)) {
      if (other !== name) {
        for (const repository of [...own, "another", `${own[0]}-2`]) {
          const expected = source.replicateTo.includes(name) && source.repositories.includes(repository);
          const allowed = await decide(id, "ecr:ReplicateImage", repository);
          expect([other, repository, allowed]).toEqual([other, repository, expected]);
        }
      }
      if (other !== name) {
        for (const action of [
          "ecr:CreateRepository",
          "ecr:PutImage",
          "ecr:BatchDeleteImage",
          "ecr:BatchGetImage",
        ]) {
          expect([other, action, await decide(id, action, own[0] ?? "")]).toEqual([other, action, false]);
        }
      }
    }
    expect(await decide("999999999999", "ecr:ReplicateImage", own[0] ?? "")).toBe(false);
  });

  const topics = names.flatMap((stack) => topicsOf(stacks, stack)).map(title);

  it.each(topics)("let only the alarm of the stage send to %s, with its key", async (_title, topic) => {
    const { arn, account, stack } = topic;
    const [key] = keysOf(stacks, stack).filter(({ address }) => address === "aws_kms_key.alerts_key");
    const alarmOf = (id: string) =>
      `${arn
        .replace(":sns:", ":cloudwatch:")
        .replace(account, id)
        .replace(/:[^:]*$/, ":alarm:")}`;
    const name = `${arn.replace(/^.*:|-alerts$/g, "")}-alerting-is-broken`;
    const decide = (resource: PolicyOfResource | undefined, action: string, id: string, alarm: string) =>
      isAllowed(
        { principal: "cloudwatch.amazonaws.com", resourcePolicy: resource?.policy, account },
        {
          action,
          resource: resource?.arn ?? "",
          context: { "aws:SourceAccount": id, "aws:SourceArn": `${alarmOf(id)}${alarm}` },
        },
      );
    const other = "999999999999";
    expect(await decide(topic, "sns:Publish", account, name)).toBe(true);
    expect(await decide(topic, "sns:Publish", account, "another")).toBe(false);
    expect(await decide(topic, "sns:Publish", other, name)).toBe(false);
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
      expect(await decide(key, action, account, name)).toBe(true);
      expect(await decide(key, action, other, name)).toBe(false);
    }
    expect(await decide(key, "kms:Encrypt", account, name)).toBe(false);
  });
});
