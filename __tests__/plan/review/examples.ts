import type { Block, PlanJson } from "../../../plan/plan-json";
import { reviewOf, type Review } from "../../../plan/review";
import { planned, saved } from "./plans";

/** Texts that plans of the examples have, and that no report may have. */
export const secrets = ["hunter2-master", "tok-5e1f", "shh-in-a-url", "c2hoLWRhdGE"];

/** Text that is HTML, ends elements of the page, or is not seen. */
export const hostile = `</script></style><img src=x onerror="alert(1)">'"&\u202e\u0007`;

const configured = (address: string, references: Readonly<Record<string, readonly string[]>> = {}) => ({
  address,
  mode: "managed",
  expressions: Object.fromEntries(Object.entries(references).map(([name, of]) => [name, { references: of }])),
});

/** A synthesized stack: its resources, each with the path of its module, and the stacks that it reads from. */
function synthesized(
  stack: string,
  modules: Readonly<Record<string, string>>,
  reads: readonly string[] = [],
): Block {
  const resource: Record<string, Record<string, Block>> = {};
  for (const [address, module] of Object.entries(modules)) {
    const [type = "", name = ""] = address.split(".");
    resource[type] = {
      ...resource[type],
      [name]: { "//": { metadata: { path: [stack, module, name].filter((part) => part !== "").join("/") } } },
    };
  }
  const states = reads.map((one) => [one.replace(/^.*-/, ""), { config: { key: `${one}.tfstate` } }]);
  const uses = reads.map(
    (one) => `\${data.terraform_remote_state.${one.replace(/^.*-/, "")}.outputs.vpc_id}`,
  );
  return { resource, data: { terraform_remote_state: Object.fromEntries(states) }, locals: { uses } };
}

const policy = (resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: resource }],
  });

const database = {
  identifier: "artist-staging",
  instance_class: "db.t4g.medium",
  kms_key_id: "arn:aws:kms:us-east-1:111122223333:key/one",
  password: "hunter2-master",
  deletion_protection: true,
  skip_final_snapshot: false,
  final_snapshot_identifier: "artist-staging-final",
};

const network: PlanJson = {
  resource_changes: [
    planned(
      "aws_vpc.network",
      ["delete", "create"],
      { cidr_block: "10.0.0.0/16" },
      { cidr_block: "10.1.0.0/16" },
      { after_unknown: { id: true }, replace_paths: [["cidr_block"]] },
    ),
    ...["us-east-1a", "us-east-1b", "us-east-1c"].map((zone) =>
      planned(
        `aws_subnet.network_private["${zone}"]`,
        ["delete", "create"],
        { vpc_id: "vpc-0a1b", availability_zone: zone },
        { availability_zone: zone },
        { after_unknown: { vpc_id: true }, replace_paths: [["vpc_id"]] },
      ),
    ),
    ...["app", "database"].map((name) =>
      planned(
        `aws_security_group.${name}`,
        ["delete", "create"],
        { vpc_id: "vpc-0a1b" },
        {},
        { after_unknown: { vpc_id: true }, replace_paths: [["vpc_id"]] },
      ),
    ),
    planned(
      "aws_security_group_rule.open",
      ["update"],
      { type: "ingress", from_port: 5432, to_port: 5432, protocol: "tcp", cidr_blocks: ["10.0.0.0/16"] },
      { type: "ingress", from_port: 5432, to_port: 5432, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] },
    ),
    planned("aws_flow_log.network", ["no-op"], {}, {}),
  ],
  output_changes: {
    vpc_id: { before: "vpc-0a1b", after: null, after_unknown: true },
    join_token: {
      before: "tok-5e1f",
      after: "tok-5e1f-next",
      after_unknown: false,
      before_sensitive: true,
      after_sensitive: true,
    },
  },
  configuration: {
    root_module: {
      resources: [
        configured("aws_vpc.network"),
        configured("aws_subnet.network_private", { vpc_id: ["aws_vpc.network.id", "aws_vpc.network"] }),
        configured("aws_security_group.app", { vpc_id: ["aws_vpc.network.id", "aws_vpc.network"] }),
        configured("aws_security_group.database", { vpc_id: ["aws_vpc.network.id", "aws_vpc.network"] }),
        configured("aws_security_group_rule.open", { security_group_id: ["aws_security_group.database"] }),
        configured("aws_flow_log.network", { vpc_id: ["aws_vpc.network"] }),
      ],
      outputs: { vpc_id: { expression: { references: ["aws_vpc.network.id", "aws_vpc.network"] } } },
    },
  },
};

const data: PlanJson = {
  resource_changes: [
    planned(
      "aws_db_instance.main",
      ["delete", "create"],
      database,
      {
        ...database,
        kms_key_id: "arn:aws:kms:us-east-1:111122223333:key/two",
        deletion_protection: false,
        password: "hunter2-master-2",
      },
      {
        replace_paths: [["kms_key_id"]],
        before_sensitive: { password: true },
        after_sensitive: { password: true },
      },
    ),
    planned("aws_s3_bucket.media", ["delete"], { bucket: "artist-media", force_destroy: true }, null),
    planned(
      "aws_iam_policy.reader",
      ["update"],
      { name: "reader", policy: policy("arn:aws:s3:::artist-media/*") },
      { name: "reader", policy: policy("*") },
    ),
    planned("aws_ssm_parameter.url", ["create"], null, {
      name: "url",
      value: "postgres://app:shh-in-a-url@db/app",
      secret_data: { stringData: { any: "c2hoLWRhdGE" } },
    }),
    planned(
      "aws_cloudwatch_log_group.api",
      ["update"],
      { name: "/api", retention_in_days: 30 },
      { name: "/api", retention_in_days: 7 },
    ),
  ],
  resource_drift: [planned("aws_s3_bucket.logs", ["delete"], { bucket: "artist-logs" }, null)],
  configuration: {
    root_module: {
      resources: [
        configured("aws_db_instance.main", {
          vpc_security_group_ids: ["data.terraform_remote_state.network.outputs.vpc_id"],
        }),
        configured("aws_s3_bucket.media"),
        configured("aws_iam_policy.reader", {
          policy: ["data.aws_iam_policy_document.reader.json", "data.aws_iam_policy_document.reader"],
        }),
        {
          address: "data.aws_iam_policy_document.reader",
          mode: "data",
          expressions: {
            statement: [{ resources: { references: ["aws_s3_bucket.media.arn", "aws_s3_bucket.media"] } }],
          },
        },
      ],
    },
  },
};

const configurations: Readonly<Record<string, Block>> = {
  "staging-network": synthesized("staging-network", {
    "aws_vpc.network": "network",
    "aws_subnet.network_private": "network",
    "aws_security_group.app": "security-groups",
    "aws_security_group.database": "security-groups",
    "aws_security_group_rule.open": "security-groups",
    "aws_flow_log.network": "network/flow-logs",
  }),
  "staging-data": synthesized(
    "staging-data",
    {
      "aws_db_instance.main": "database",
      "aws_s3_bucket.media": "media",
      "aws_iam_policy.reader": "access",
      "aws_ssm_parameter.url": "database",
    },
    ["staging-network"],
  ),
};

/** A dangerous change of two stacks, with a stack that has no plan. */
export const dangerous = (): Promise<Review> =>
  reviewOf(
    [
      saved("staging-network", network),
      saved("staging-data", data, { provisional: ["staging-network.vpc_id"], mocked: [] }),
      {
        stack: "staging-cluster",
        outcome: "failed",
        reason: "staging-cluster: terraform plan failed\nno credentials",
      },
      {
        stack: "staging-platform",
        outcome: "skipped",
        reason: "staging-cluster, which it reads from, has no plan",
      },
    ],
    { configurationOf: (stack) => configurations[stack] ?? {} },
  );

/** A change of a release whose objects are known. */
export async function release(): Promise<Review> {
  const values = (tag: string) => `image:\n  tag: ${tag}\n`;
  const plan: PlanJson = {
    resource_changes: [
      planned(
        "helm_release.artist",
        ["update"],
        { name: "artist", version: "1.0.0", values: [values("a1")] },
        { name: "artist", version: "1.0.0", values: [values("b2")] },
      ),
    ],
  };
  const review = await reviewOf([saved("staging-platform", plan)], { configurationOf: () => ({}) });
  const objects = [
    {
      object: "Deployment artist/api",
      action: "update" as const,
      attributes: [
        { path: "spec.template.spec.containers[0].image", before: "artist:a1", after: "artist:b2" },
      ],
    },
    { object: "NetworkPolicy artist/egress", action: "create" as const, attributes: [] },
    { object: "Job artist/migrate (pre-upgrade)", action: "run" as const, attributes: [] },
  ];
  return {
    ...review,
    stacks: review.stacks.map((stack) => ({
      ...stack,
      changes: stack.changes.map((change) => ({ ...change, objects, isOfOneChart: true as const })),
    })),
  };
}

/** Each text of a review replaced by a hostile one behind it. */
export function madeHostile(review: Review): Review {
  const hostileKeys = [
    "address",
    "sentence",
    "cause",
    "path",
    "before",
    "after",
    "object",
    "module",
    "reason",
    "previousAddress",
    "stack",
  ];
  const lists = ["mocked", "provisional"];
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") {
      return hostileKeys.includes(key) || lists.includes(key) ? `${value}${hostile}` : value;
    }
    if (Array.isArray(value)) {
      return value.map((part) => walk(part, key));
    }
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part, name)]))
      : value;
  };
  return walk(review, "") as Review;
}
