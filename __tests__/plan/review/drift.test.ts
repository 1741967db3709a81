import type { Block, PlanJson } from "../../../plan/plan-json";
import { driftReviewOf } from "../../../plan/review/drift";
import { driftMarkdownOf } from "../../../plan/review/drift-markdown";
import { driftOutcomeOf, driftVerdictOf } from "../../../plan/review/drift-summary";
import { driftTextOf } from "../../../plan/review/drift-terminal";
import { maximumLength } from "../../../plan/review/markdown-parts";
import { notRefreshed } from "../../../plan/review/summary";
import { withoutRefresh, type StackPlan } from "../../../plan/stack-plans";
import { planned, saved } from "./plans";

const stack = "staging-network";

/** A synthesized stack that sets these attributes of its resources. */
function configuration(resources: Readonly<Record<string, readonly string[]>>): Block {
  const resource: Record<string, Record<string, Block>> = {};
  for (const [address, names] of Object.entries(resources)) {
    const [type = "", name = ""] = address.split(".");
    resource[type] = { ...resource[type], [name]: Object.fromEntries(names.map((one) => [one, "set"])) };
  }
  return { resource };
}

const configured = configuration({
  "aws_security_group.database": ["name", "tags"],
  "aws_vpc_security_group_ingress_rule.clients": ["cidr_ipv4", "from_port", "to_port", "ip_protocol"],
  "aws_iam_role.app": ["name", "assume_role_policy"],
  "aws_iam_role_policy_attachment.app": ["role", "policy_arn"],
  "aws_s3_bucket.logs": ["bucket", "tags"],
  "aws_s3_bucket_policy.logs": ["bucket", "policy"],
  "aws_cloudwatch_log_group.api": ["name", "retention_in_days"],
  "aws_db_instance.main": ["identifier", "password"],
  "aws_subnet.private": ["cidr_block", "vpc_id"],
  "aws_vpc.network": ["cidr_block", "tags"],
});

const reviewed = (plans: readonly StackPlan[]) => driftReviewOf(plans, { configurationOf: () => configured });
const of = (plan: PlanJson) => reviewed([saved(stack, plan)]);

/** A resource that differs from the state, and a plan that takes it back unless it says otherwise. */
const drifted = (address: string, before: Block, after: Block | null, more: PlanJson = {}): PlanJson => ({
  resource_drift: [planned(address, [after === null ? "delete" : "update"], before, after)],
  resource_changes: [
    planned(address, [after === null ? "create" : "update"], after, before, {
      ...(after === null && { after_unknown: { id: true } }),
    }),
  ],
  ...more,
});

const state = (...resources: readonly (readonly [type: string, values: Block])[]): PlanJson => ({
  prior_state: {
    values: {
      root_module: { resources: resources.map(([type, values]) => ({ mode: "managed", type, values })) },
    },
  },
});

/** A rule of a security group as the group itself has it. */
const ruleInGroup = (cidr: string, port = 5432) => ({
  cidr_blocks: [cidr],
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
  from_port: port,
  to_port: port,
  protocol: "tcp",
  description: "",
});
const rule = (cidr: string) => ({
  security_group_id: "sg-1",
  cidr_ipv4: cidr,
  from_port: 5432,
  to_port: 5432,
  ip_protocol: "tcp",
});
const group = (...ingress: readonly Block[]) => ({ id: "sg-1", name: "database", ingress });
const route = { route_table_id: "rtb-1", destination_cidr_block: "0.0.0.0/0", nat_gateway_id: "" };
const routeInTable = (gateway: string) => ({
  cidr_block: "0.0.0.0/0",
  ipv6_cidr_block: "",
  destination_prefix_list_id: "",
  gateway_id: gateway,
  nat_gateway_id: "",
});
const table = (...routes: readonly Block[]) => ({ id: "rtb-1", vpc_id: "vpc-1", route: routes });
const role = (...arns: readonly string[]) => ({ id: "app", name: "app", managed_policy_arns: arns });

/** Changes of an attribute that the plan leaves as they are. */
const kept = (address: string, before: Block, after: Block, more: PlanJson = {}): PlanJson => ({
  ...more,
  resource_drift: [planned(address, ["update"], before, after)],
  resource_changes: [planned(address, ["no-op"], after, after)],
});

const policy = (principal: string) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: principal, Action: "s3:GetObject", Resource: "*" }],
  });

interface Case {
  readonly plan: PlanJson;
  /** Such as `access aws_iam_role.app`. */
  readonly risks?: readonly string[];
  /** Resources that are listed as changed outside of Terraform, each with its attributes. */
  readonly drift?: Readonly<Record<string, readonly string[]>>;
  readonly pending?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  nothing: { plan: {} },
  "computed values that AWS changes": {
    plan: kept("aws_db_instance.main", { latest_restorable_time: "1" }, { latest_restorable_time: "2" }),
  },
  "a rule that a resource of its own adds": {
    plan: kept(
      "aws_security_group.database",
      group(),
      group(ruleInGroup("10.0.0.0/8")),
      state(["aws_vpc_security_group_ingress_rule", rule("10.0.0.0/8")]),
    ),
  },
  "a route that a resource of its own adds": {
    plan: kept(
      "aws_route_table.public",
      table(),
      table(routeInTable("igw-1")),
      state(["aws_route", { ...route, gateway_id: "igw-1" }]),
    ),
  },
  "a route that somebody added": {
    plan: kept("aws_route_table.public", table(), table(routeInTable("igw-1"))),
    risks: ["access aws_route_table.public"],
    drift: { "aws_route_table.public": ["route"] },
  },
  "a route to another target than that of the resource": {
    plan: kept(
      "aws_route_table.public",
      table(),
      table(routeInTable("igw-2")),
      state(["aws_route", { ...route, gateway_id: "igw-1" }]),
    ),
    risks: ["access aws_route_table.public"],
    drift: { "aws_route_table.public": ["route"] },
  },
  "a rule added to a group that had none": {
    plan: kept("aws_security_group.database", group(), group(ruleInGroup("0.0.0.0/0", 22))),
    risks: ["access aws_security_group.database"],
    drift: { "aws_security_group.database": ["ingress"] },
  },
  "a CIDR block added to the rule of a resource": {
    plan: kept(
      "aws_security_group.database",
      group(),
      group({ ...ruleInGroup("10.0.0.0/8"), cidr_blocks: ["10.0.0.0/8", "0.0.0.0/0"] }),
      state(["aws_vpc_security_group_ingress_rule", rule("10.0.0.0/8")]),
    ),
    risks: ["access aws_security_group.database"],
    drift: { "aws_security_group.database": ["ingress"] },
  },
  "a rule that somebody opened": {
    plan: {
      ...drifted("aws_vpc_security_group_ingress_rule.clients", rule("10.0.0.0/8"), rule("0.0.0.0/0")),
      ...state(["aws_vpc_security_group_ingress_rule", rule("0.0.0.0/0")]),
    },
    risks: ["access aws_vpc_security_group_ingress_rule.clients"],
    drift: { "aws_vpc_security_group_ingress_rule.clients": ["cidr_ipv4"] },
  },
  "policies that resources attach": {
    plan: kept(
      "aws_iam_role.app",
      role(),
      role("arn:aws:iam::aws:policy/ReadOnlyAccess"),
      state([
        "aws_iam_role_policy_attachment",
        { role: "app", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      ]),
    ),
  },
  "a policy that somebody attached": {
    plan: kept("aws_iam_role.app", role(), role("arn:aws:iam::aws:policy/AdministratorAccess")),
    risks: ["access aws_iam_role.app"],
    drift: { "aws_iam_role.app": ["managed_policy_arns"] },
  },
  "the policy of a bucket, from its resource": {
    plan: kept(
      "aws_s3_bucket.logs",
      { id: "logs", policy: "" },
      { id: "logs", policy: policy("*") },
      state(["aws_s3_bucket_policy", { bucket: "logs", policy: policy("*") }]),
    ),
  },
  "the policy of a bucket without such a resource": {
    plan: kept("aws_s3_bucket.logs", { id: "logs", policy: "" }, { id: "logs", policy: policy("*") }),
    risks: ["access aws_s3_bucket.logs"],
    drift: { "aws_s3_bucket.logs": ["policy"] },
  },
  "a lower retention": {
    plan: drifted(
      "aws_cloudwatch_log_group.api",
      { name: "api", retention_in_days: 90 },
      { name: "api", retention_in_days: 1 },
    ),
    risks: ["protection aws_cloudwatch_log_group.api"],
    drift: { "aws_cloudwatch_log_group.api": ["retention_in_days"] },
  },
  "a tag": {
    plan: drifted("aws_vpc.network", { tags: { Owner: "a" } }, { tags: { Owner: "b" } }),
    drift: { "aws_vpc.network": ["tags.Owner"] },
  },
  "an attribute that the configuration does not set, and the plan takes back": {
    plan: drifted("aws_vpc.network", { ipam: null }, { ipam: "x" }),
    drift: { "aws_vpc.network": ["ipam"] },
  },
  "a deleted resource": {
    plan: drifted("aws_subnet.private", { id: "subnet-1", cidr_block: "10.0.0.0/24" }, null),
    risks: ["destruction aws_subnet.private"],
    drift: { "aws_subnet.private": ["cidr_block"] },
  },
  "a deleted resource that holds data": {
    plan: drifted("aws_s3_bucket.logs", { bucket: "logs" }, null),
    risks: ["data aws_s3_bucket.logs"],
    drift: { "aws_s3_bucket.logs": ["bucket"] },
  },
  "a deleted resource on which another one depends": {
    plan: {
      ...drifted("aws_vpc.network", { cidr_block: "10.0.0.0/16" }, null),
      resource_changes: [
        planned(
          "aws_vpc.network",
          ["create"],
          null,
          { cidr_block: "10.0.0.0/16" },
          { after_unknown: { id: true } },
        ),
        planned(
          "aws_subnet.private",
          ["delete", "create"],
          { id: "subnet-1", vpc_id: "vpc-1", cidr_block: "10.0.0.0/24" },
          { cidr_block: "10.0.0.0/24" },
          { after_unknown: { id: true, vpc_id: true }, replace_paths: [["vpc_id"]] },
        ),
      ],
      configuration: {
        root_module: {
          resources: [
            { address: "aws_vpc.network", mode: "managed" },
            {
              address: "aws_subnet.private",
              mode: "managed",
              expressions: { vpc_id: { references: ["aws_vpc.network.id", "aws_vpc.network"] } },
            },
          ],
          outputs: { vpc_id: { expression: { references: ["aws_vpc.network.id", "aws_vpc.network"] } } },
        },
      },
      output_changes: { vpc_id: { before: "vpc-1", after: null, after_unknown: true } },
    },
    risks: ["destruction aws_vpc.network"],
    drift: { "aws_vpc.network": ["cidr_block"] },
  },
  "a change that is not applied": {
    plan: {
      resource_changes: [planned("aws_vpc.network", ["update"], { tags: { A: "1" } }, { tags: { A: "2" } })],
    },
    pending: ["update aws_vpc.network tags.A"],
  },
  "an output that is not applied": {
    plan: { output_changes: { zone: { before: null, after: "a", after_unknown: false } } },
    pending: ["output zone"],
  },
  "drift and a change that is not applied, of one resource": {
    plan: {
      resource_drift: [
        planned(
          "aws_vpc.network",
          ["update"],
          { cidr_block: "a", tags: { A: "1" } },
          { cidr_block: "a", tags: { A: "x" } },
        ),
      ],
      resource_changes: [
        planned(
          "aws_vpc.network",
          ["update"],
          { cidr_block: "a", tags: { A: "x" } },
          { cidr_block: "b", tags: { A: "1" } },
        ),
      ],
    },
    drift: { "aws_vpc.network": ["tags.A"] },
    pending: ["update aws_vpc.network cidr_block"],
  },
};

describe.each(Object.entries(cases))(
  "what is deployed has %s",
  (_, { plan, risks = [], drift = {}, pending = [] }) => {
    it("is reported as what it is", async () => {
      const review = await of(plan);
      const [one] = review.stacks;
      expect(review.risks.map(({ risk, address }) => `${risk} ${address}`)).toEqual(risks);
      expect(
        Object.fromEntries(
          (one?.drift ?? []).map(({ address, attributes }) => [
            address,
            [...new Set(attributes.map(({ path }) => path.replace(/\[.*/, "")))].sort(),
          ]),
        ),
      ).toEqual(drift);
      expect([
        ...(one?.changes ?? []).map(
          ({ action, address, attributes }) =>
            `${action} ${address} ${attributes.map(({ path }) => path).join()}`,
        ),
        ...(one?.outputs ?? []).map(({ path }) => `output ${path}`),
      ]).toEqual(pending);
      const isNothing = Object.keys(drift).length + pending.length === 0;
      expect(driftOutcomeOf(review)).toBe(isNothing ? "nothing" : "changes");
      const text = [driftMarkdownOf(review, "0123456"), driftTextOf(review)];
      for (const address of Object.keys(drift)) {
        expect(text.every((report) => report.includes(address))).toBe(true);
      }
    });
  },
);

describe("the report of drift", () => {
  it("begins with the verdict, and has access first, then protection, then what was deleted", async () => {
    const names = [
      "a deleted resource",
      "a lower retention",
      "a policy that somebody attached",
      "a deleted resource that holds data",
      "a change that is not applied",
    ];
    const review = await reviewed(
      names.map((name, index) => saved(`stage${index}-network`, cases[name]?.plan ?? {})),
    );
    const lines = driftMarkdownOf(review, "0123456").split("\n");
    expect(lines[0]).toBe(
      "**4 resources changed outside of Terraform (access is widened: 1; protection or retention is lowered: 1; deleted, with data: 1; deleted: 1). Not applied: 1 to update in stage4-network.**",
    );
    expect(lines.filter((line) => line.startsWith("## "))).toEqual([
      "## Access is widened",
      "## Protection or retention is lowered",
      "## Deleted, with data",
      "## Deleted",
      "## Changed outside of Terraform",
      "## Committed and not applied",
    ]);
  });

  it("says what an apply does not take back", async () => {
    const report = async (name: string) => driftMarkdownOf(await of(cases[name]?.plan ?? {}), "0123456");
    expect(await report("a policy that somebody attached")).toContain("an apply leaves it");
    expect(await report("a tag")).not.toContain("an apply leaves it");
  });

  it("names a stack that was never deployed, and is a failure only if another one needs it", async () => {
    const undeployed: StackPlan = {
      stack: "staging-data",
      outcome: "undeployed",
      reason: "its state has no resources",
    };
    const review = await reviewed([saved(stack, {}), undeployed]);
    expect(driftVerdictOf(review)).toBe(
      "No drift. The configuration is applied. Not deployed: staging-data.",
    );
    expect(driftOutcomeOf(review)).toBe("nothing");
    expect(driftVerdictOf(await reviewed([undeployed]))).toBe("Not deployed: staging-data.");
    const skipped: StackPlan = {
      stack: "staging-platform",
      outcome: "skipped",
      reason: "staging-data, which it reads from, is not deployed",
    };
    const failed = await reviewed([undeployed, skipped]);
    expect(driftOutcomeOf(failed)).toBe("failed");
    expect(driftMarkdownOf(failed, "0123456")).toContain(
      "staging-data, which it reads from, is not deployed",
    );
  });

  it("says that drift is not known without a refresh", async () => {
    const review = await reviewed([saved(stack, {}, { flags: [withoutRefresh] })]);
    for (const report of [driftMarkdownOf(review, "0123456"), driftTextOf(review)]) {
      expect(report).toContain(`Without a refresh, so that drift is not known: ${stack}.`);
      expect(report).toContain(notRefreshed);
    }
  });

  it("has no secret", async () => {
    const review = await of({
      ...drifted("aws_db_instance.main", { password: "hunter2" }, { password: "hunter3" }),
      resource_drift: [
        planned(
          "aws_db_instance.main",
          ["update"],
          { password: "hunter2", identifier: "a" },
          { password: "hunter3", identifier: "b" },
        ),
        planned(
          "aws_ssm_parameter.x",
          ["delete"],
          { value: "hunter4", url: "postgres://u:hunter5@h/d" },
          null,
          {
            before_sensitive: { value: true },
          },
        ),
      ],
    });
    for (const report of [driftMarkdownOf(review, "0123456"), driftTextOf(review), JSON.stringify(review)]) {
      expect(report).not.toMatch(/hunter\d/);
      expect(report).toContain("aws_db_instance.main");
    }
  });

  it.each([10, 400, 3000])("fits into an issue, and says what was left out: %i resources", async (count) => {
    const tags = (of: string) => ({ tags: { Owner: of.repeat(120) } });
    const plan: PlanJson = {
      resource_drift: Array.from({ length: count }, (_, index) =>
        planned(`aws_vpc.network["${index}"]`, ["update"], tags("a"), tags("b")),
      ),
    };
    const text = driftMarkdownOf(await of(plan), "0123456");
    expect(text.length).toBeLessThanOrEqual(maximumLength);
    const shown = text.split("\n").filter((line) => line.startsWith("- **changed**")).length;
    const [, left = "0"] = /\*\*(\d+) further lines/.exec(text) ?? [];
    expect(shown + Number(left)).toBeGreaterThanOrEqual(count);
    expect(text.includes("left out here") || left !== "0").toBe(count > 10);
    expect(driftTextOf(await of(plan)).match(/changed aws_vpc/g)).toHaveLength(count);
  });
});
