import { configurationOf } from "../../config";
import { checkConfiguration } from "../../config/check";
import { layers } from "../../modules/layers";
import { bootstrapStackName, isEmulated, layerOfStack, ownerOfStack, stackName } from "../../stacks/names";
import { selectStacks } from "../../terraform/stacks";
import { connection } from "../support/synthesis";

const delivered = configurationOf(connection);
const { staging, local } = delivered.stages;
// Roles that deploy do not accept such names in one account; delivery-rules.test.ts tests this.
const prod = { ...delivered.accounts["prod"], delivery: undefined };

/** Names that begin with the names of others, also of the emulated stage and account, and that end as layers do. */
const stages = [
  "production",
  "production-eu",
  "production-eu-west",
  "production-network",
  "local-2",
  "local",
];
const accounts = ["prod", "prod-eu", "prod-data", "nonprod", "emulator-2", "emulator"];

const configuration = checkConfiguration({
  accounts: Object.fromEntries(
    accounts.map((name, index) => [
      name,
      name === "emulator" ? delivered.accounts["emulator"] : { ...prod, id: String(100000000000 + index) },
    ]),
  ),
  stages: Object.fromEntries(
    stages.map((name, index) => [
      name,
      name === "local"
        ? local
        : { ...staging, network: { ...staging?.network, cidr: `10.${50 + index}.0.0/16` } },
    ]),
  ),
});

const stacks = [
  ...accounts.map((account) => ({ name: bootstrapStackName(account), owner: account, layer: undefined })),
  ...stages.flatMap((stage) =>
    layers.map((layer) => ({ name: stackName(stage, layer), owner: stage, layer })),
  ),
].map((stack) => ({ ...stack, dependencies: [] }));

const selected = (...patterns: string[]) =>
  selectStacks(stacks, patterns, (stack) => ownerOfStack(stack, configuration))
    .map(({ name }) => name)
    .sort();

describe("stages and accounts with names that begin with the names of others", () => {
  it.each(stacks)("$name belongs to $owner", ({ name, owner, layer }) => {
    expect(ownerOfStack(name, configuration)).toBe(owner);
    expect(layerOfStack(name, configuration)?.layer).toBe(layer);
    expect(selected(name)).toEqual([name]);
  });

  it.each([...stages, ...accounts])("the pattern %s-* selects the stacks of this one alone", (owner) => {
    const own = stacks.filter((stack) => stack.owner === owner).map(({ name }) => name);
    expect(selected(`${owner}-*`)).toEqual(own.sort());
    expect(selected(`{${owner},${owner}}-*`)).toEqual(own.sort());
  });

  it.each(layers)("the pattern *-%s selects this layer of each stage", (layer) => {
    expect(selected(`*-${layer}`)).toEqual(stages.map((stage) => stackName(stage, layer)).sort());
  });

  it("the pattern * selects all", () => expect(selected("*")).toHaveLength(stacks.length));

  it("only the stage and the account with emulators are emulated", () => {
    const emulated = stacks.filter(({ name }) => isEmulated(name, configuration)).map(({ owner }) => owner);
    expect([...new Set(emulated)]).toEqual(["emulator", "local"]);
  });
});
