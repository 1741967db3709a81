import { costDifference } from "../../../plan/cost/difference";
import type { Block, ResourceChange } from "../../../plan/plan-json";

const change = (
  address: string,
  before: Block | undefined,
  after: Block | undefined,
  afterUnknown: Block = {},
): ResourceChange => ({
  address,
  type: address.split(".")[0] ?? "",
  actions:
    before === undefined
      ? ["create"]
      : after === undefined
        ? ["delete"]
        : before === after
          ? ["no-op"]
          : ["update"],
  before,
  after,
  afterUnknown,
});

const database = {
  instance_class: "db.t3.medium",
  allocated_storage: 100,
  max_allocated_storage: 500,
  multi_az: false,
};
const group = (size: number, type = "m6i.large", capacity = "ON_DEMAND") => ({
  instance_types: [type],
  capacity_type: capacity,
  scaling_config: [{ desired_size: size, min_size: size, max_size: size }],
});
const template = (size: number) => ({
  block_device_mappings: [{ ebs: [{ volume_size: size }] }],
  monitoring: [{ enabled: true }],
});
const nodePool = (cpu: number) => ({
  name: "node-pool",
  values: [`limits:\n  cpu: ${cpu}\n  memory: 128Gi\ndiskSize: 50\n`],
});

it("a standby of the database costs a second instance and its storage", () => {
  const { resources, total, notCounted } = costDifference([
    change("aws_db_instance.database", database, { ...database, multi_az: true }),
  ]);
  expect(resources).toHaveLength(1);
  expect(total.usd).toBeCloseTo(730 * 0.072 + 100 * 0.115);
  expect(total.atMost).toBeCloseTo(730 * 0.072 + 500 * 0.115);
  expect(notCounted).toEqual([]);
});

it("more nodes cost their volumes, also if the launch template stays as it is", () => {
  const stays = template(50);
  const { resources, total } = costDifference([
    change("aws_eks_node_group.nodes", group(2), group(3)),
    change("aws_launch_template.nodes_template", stays, stays),
  ]);
  expect(resources.map(({ address }) => address)).toEqual([
    "aws_eks_node_group.nodes",
    "aws_launch_template.nodes_template",
  ]);
  expect(total.usd).toBeCloseTo(730 * 0.096 + 50 * 0.08 + 7 * 0.3);
});

it("larger volumes cost as often as there are nodes, also in a module", () => {
  const stays = group(3);
  const { total } = costDifference(
    ["module.a.aws_launch_template.nodes_template", "module.a.aws_eks_node_group.nodes"].map(
      (address, index) => ({
        ...(index === 0 ? change(address, template(50), template(60)) : change(address, stays, stays)),
        type: address.split(".")[2] ?? "",
      }),
    ),
  );
  expect(total.usd).toBeCloseTo(3 * 10 * 0.08);
});

it("what is deleted is saved, and what it cost by use is listed", () => {
  const { total, removedUse, addedUse } = costDifference([change("aws_nat_gateway.nat", {}, undefined)]);
  expect(total.usd).toBeCloseTo(-730 * 0.045);
  expect(removedUse.map(({ what }) => what)).toEqual(["Data through NAT gateways"]);
  expect(addedUse).toEqual([]);
});

it("what is created costs, and what it costs by use is listed", () => {
  const { total, addedUse, resources } = costDifference([change("aws_kms_key.key", undefined, {})]);
  expect(total.usd).toBeCloseTo(1);
  expect(addedUse.map(({ what }) => what)).toEqual(["Requests to KMS"]);
  expect(resources).toMatchObject([{ before: { usd: 0 }, after: { usd: 1 } }]);
});

it("a higher limit of Karpenter's nodes changes only what they cost at most", () => {
  const { total } = costDifference([change("helm_release.node_pool", nodePool(8), nodePool(12))]);
  expect(total.usd).toBe(0);
  expect(total.atMost).toBeCloseTo(730 * 0.192 + 50 * 0.08 + 7 * 0.3);
});

it.each([
  ["the attribute", { values: true }, {}],
  ["its element", { values: [true] }, { values: [null] }],
])(
  "values of a release that are known only after the apply are taken to be as before: %s",
  (_, unknown, after) => {
    const { resources, notCounted } = costDifference([
      change("helm_release.node_pool", nodePool(8), { name: "node-pool", ...after }, unknown),
    ]);
    expect(resources).toEqual([]);
    expect(notCounted).toEqual([
      { address: "helm_release.node_pool", reason: "its values are known only after the apply" },
    ]);
  },
);

it.each([
  ["aws_eks_node_group.nodes", group(2, "x9.large"), "no list price of: Nodes, x9.large"],
  ["aws_eks_node_group.nodes", group(2, "m6i.large", "SPOT"), "no list price of: Nodes, m6i.large (spot)"],
  [
    "aws_db_instance.database",
    { ...database, instance_class: "db.x9.large" },
    "no list price of: RDS for PostgreSQL, db.x9.large",
  ],
  ["aws_elasticache_cluster.cache", {}, "no rule for aws_elasticache_cluster"],
])("what is not counted has a reason: %s", (address, after, reason) => {
  expect(costDifference([change(address, undefined, after)]).notCounted).toEqual([{ address, reason }]);
});

it("a quantity that is known only after the apply is not counted", () => {
  const { allocated_storage: _, ...unknown } = database;
  const { total, notCounted } = costDifference([change("aws_db_instance.database", undefined, unknown)]);
  expect(Number.isFinite(total.usd) && Number.isFinite(total.atMost)).toBe(true);
  expect(notCounted).toEqual([
    {
      address: "aws_db_instance.database",
      reason: expect.stringMatching(/^the quantity is known only after the apply: RDS/) as string,
    },
  ]);
});

it("what is free and what stays as it is do not appear", () => {
  const stays = {};
  expect(
    costDifference([
      change("aws_iam_role.role", undefined, {}),
      change("aws_kms_key.key", stays, stays),
      change("aws_elasticache_cluster.cache", stays, stays),
    ]),
  ).toEqual({ resources: [], total: { usd: 0, atMost: 0 }, addedUse: [], removedUse: [], notCounted: [] });
});
