import { accountSchema, stageSchema } from "../../../config/schema";
import { freeTypes } from "../../../plan/cost/free-types";
import { monthly, monthlyAtMost, type Resource } from "../../../plan/cost/items";
import { databasePrice, instancePrice } from "../../../plan/cost/prices";
import { costItems, driversByAddress, rules } from "../../../plan/cost/rules";
import { stackResources } from "../../../plan/cost/stack-resources";
import { fieldChanges } from "../../../plan/field-changes";
import { allStacks } from "../../support/prepared";

const byStack: Record<string, Resource[]> = Object.fromEntries(
  Object.entries(allStacks()).map(([name, { json }]) => [name, stackResources(json["resource"] ?? {})]),
);
const resourcesOf = (stage: string) =>
  Object.entries(byStack).flatMap(([name, resources]) => (name.startsWith(`${stage}-`) ? resources : []));
const all = Object.values(byStack).flat();
const types = [...new Set(all.map(({ type }) => type))];

describe("a type of resources", () => {
  it.each(types)("%s costs, or is free with a reason", (type) => {
    expect([Object.hasOwn(rules, type), Object.hasOwn(freeTypes, type)].filter(Boolean)).toHaveLength(1);
  });

  it.each([...Object.keys(rules), ...Object.keys(freeTypes)])("%s is in a stack", (type) => {
    expect(types).toContain(type);
  });
});

it("what drives a cost are fields of a stage or an account", () => {
  const fields = [stageSchema, accountSchema].flatMap((schema) =>
    fieldChanges(schema).map(({ path }) => path.join(".")),
  );
  const drivers = [
    ...costItems(all).flatMap((item) => item.drivers),
    ...Object.values(driversByAddress).flat(),
  ];
  expect(drivers.length).toBeGreaterThan(0);
  expect(drivers.filter((driver) => !fields.includes(driver))).toEqual([]);
});

it.each(Object.keys(driversByAddress))("%s, of which drivers are listed, is in a stack", (address) => {
  expect(all.map((resource) => resource.address.replace(/\[.*\]$/, ""))).toContain(address);
});

it.each(["staging", "production"])("every part of %s has a price and numbers", (stage) => {
  for (const item of costItems(resourcesOf(stage))) {
    expect(item).toMatchObject({ price: { usd: expect.any(Number) } });
    expect([item.quantity, item.maximum].filter((number) => Number.isNaN(number))).toEqual([]);
  }
});

describe("production", () => {
  const items = costItems(resourcesOf("production"));
  const find = (what: string) => items.filter((item) => item.what.startsWith(what));

  it.each([
    ["EKS control plane", 73, 73],
    ["NAT gateway", 3 * 730 * 0.045, 3 * 730 * 0.045],
    ["Public IPv4 address of a NAT gateway", 3 * 3.65, 3 * 3.65],
    ["RDS for PostgreSQL", 2 * 730 * 0.072, 2 * 730 * 0.072],
    ["RDS storage", 200 * 0.115, 1000 * 0.115],
    ["Nodes, m6i.xlarge", 3 * 730 * 0.192, 3 * 730 * 0.192],
    ["EBS gp3, root volumes of nodes", 300 * 0.08, 300 * 0.08],
    ["Detailed monitoring of nodes", 21 * 0.3, 21 * 0.3],
    ["Access instance", 730 * 0.0042, 730 * 0.0042],
    // Twelve API keys, three database roles, Grafana's administrator, and the master user.
    ["Secrets Manager secret", 17 * 0.4, 17 * 0.4],
    // Two of Prometheus and two of Alertmanager.
    ["EBS gp3, volumes of kube-prometheus-stack", 204 * 0.08, 204 * 0.08],
    // 32 vCPUs and 128 GiB are eight m6i.xlarge.
    ["Nodes of Karpenter", 0, 8 * 730 * 0.192],
    ["EBS gp3, root volumes of Karpenter's nodes", 0, 800 * 0.08],
    ["Application Load Balancer", 730 * 0.0225, 730 * 0.0225],
  ])("%s costs USD %d a month, at most %d", (what, usd, atMost) => {
    const total = (amount: typeof monthly) =>
      find(what).reduce((sum, item) => sum + (amount(item) ?? Number.NaN), 0);
    expect(total(monthly)).toBeCloseTo(usd);
    expect(total(monthlyAtMost)).toBeCloseTo(atMost);
  });

  it("has parts without an amount, which depend on use", () => {
    const [data] = find("Data through NAT gateways");
    expect(data).toMatchObject({ price: { usd: 0.045, unit: "GB" } });
    expect(data && monthly(data)).toBeUndefined();
  });
});

describe("a price", () => {
  it.each([
    ["m6i.large", 0.096],
    ["m5.xlarge", 0.192],
    ["t4g.nano", 0.0042],
    ["c7i.4xlarge", 0.714],
  ])("of %s is USD %d per hour", (type, usd) => {
    expect(instancePrice(type)?.usd).toBeCloseTo(usd, 6);
  });

  it.each(["m6i.metal", "x9.large", "m6i", "toString.large", ""])(
    "of the instance type %p is not known",
    (type) => {
      expect(instancePrice(type)).toBeUndefined();
    },
  );

  it.each(["db.x9.large", "db.t3", "toString", ""])("of the class %p is not known", (instanceClass) => {
    expect(databasePrice(instanceClass)).toBeUndefined();
  });
});

it("a number of instances that is not a value is refused", () => {
  const blocks = { aws_eip: { address: { for_each: "${data.aws_zones.all}" } } };
  expect(() => stackResources(blocks)).toThrow("aws_eip.address: the number of instances is not a value");
});
