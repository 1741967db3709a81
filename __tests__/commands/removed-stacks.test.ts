import { removedSelection } from "../../commands/removed-stacks";
import { checkConfiguration } from "../../config/check";
import { configurationOf, type AccountInput, type StageInput } from "../../config";
import { staging } from "../../config/staging";
import { layers } from "../../modules/layers";
import { addStacks } from "../../stacks";
import { connection } from "../support/synthesis";
import { testApp } from "../support/app";
import type { TerraformStack } from "cdktf";
import type { Block } from "../../plan/plan-json";

const network = (cidr: string): Pick<StageInput, "network"> => ({
  network: { ...staging.network, cidr, domain: { name: `${cidr.split(".")[1]}.example.com` } },
});
const withoutHost = { ...staging.application, host: undefined };
const copyOf = (account: string, cidr: string): StageInput => ({
  ...staging,
  account,
  application: withoutHost,
  ...network(cidr),
});
const sandbox: AccountInput = {
  id: "777788889999",
  region: "us-east-1",
  registry: { repositories: ["ai-artist-api"] },
};

const delivered = configurationOf(connection);
const base = checkConfiguration({
  accounts: { ...delivered.accounts, sandbox },
  stages: {
    ...delivered.stages,
    dev: copyOf("nonprod", "10.50.0.0/16"),
    test: copyOf("nonprod", "10.51.0.0/16"),
    try: copyOf("sandbox", "10.52.0.0/16"),
  },
});

/** The stacks of the base, synthesized. */
const stacks = new Map<string, Block>();
beforeAll(() => {
  const app = testApp();
  addStacks(app, base);
  for (const stack of app.node.children as TerraformStack[]) {
    stacks.set(stack.node.id, stack.toTerraform() as Block);
  }
});

/** The configuration of the base without some stages and accounts. */
const without = (stages: readonly string[], removedAccounts: readonly string[] = []) => {
  const kept = <T>(all: Record<string, T>, removed: readonly string[]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !removed.includes(name)));
  return { accounts: kept(base.accounts, removedAccounts), stages: kept(base.stages, stages) };
};

const ofStages = (...names: string[]) => names.flatMap((name) => layers.map((layer) => `${name}-${layer}`));

describe("stacks that the configuration does not have any more", () => {
  it.each([
    ["of one of several stages of an account", without(["dev"]), ofStages("dev"), "staging"],
    ["of the first stage of an account", without(["staging"]), ofStages("staging"), "dev"],
    ["of two stages of an account", without(["staging", "dev"]), ofStages("staging", "dev"), "test"],
    [
      "of an account without a stage",
      without(["try"], ["sandbox"]),
      [...ofStages("try"), "sandbox-bootstrap"],
      "staging",
    ],
    ["of a stage whose account stays", without(["production"]), ofStages("production"), "staging"],
    ["of this machine, in another stage than those of AWS", without(["local"]), ofStages("local"), "staging"],
    ["that the base does not have either", without([]), ["unknown-network"], "staging"],
  ])("%s are in the report of one stage", (_, configuration, removed, reporting) => {
    const selectedBy = (stage?: string, layer?: string) => {
      const selects = removedSelection(
        { ...(stage !== undefined && { stage }), ...(layer !== undefined && { layer }) },
        configuration,
        (stack) => stacks.get(stack),
      );
      return removed.filter(selects);
    };
    expect(removed.filter((stack) => stacks.has(stack))).toEqual(
      removed[0] === "unknown-network" ? [] : removed,
    );
    const reports = Object.keys(configuration.stages).map((stage) => [stage, selectedBy(stage)]);
    expect(reports.filter(([, found]) => found?.length)).toEqual([[reporting, removed]]);
    expect(selectedBy()).toEqual(removed);
    expect(selectedBy(reporting, "network")).toEqual(removed.filter((stack) => stack.endsWith("-network")));
  });
});
