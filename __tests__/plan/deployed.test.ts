import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Block } from "../../plan/plan-json";
import { planStacks, type StackPlan } from "../../plan/stack-plans";
import { noInterrupts } from "../../terraform/interrupts";
import { stackFolder } from "../../terraform/stacks";

const folder = mkdtempSync(join(tmpdir(), "deployed-"));

// Terraform: a state file beside a stack says what is deployed. It keeps its calls in a file.
const terraform = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");
const args = process.argv.slice(2);
const stack = basename(process.cwd());
const file = join(process.env.STATES_FOLDER, stack + ".json");
const state = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { resources: [], outputs: {} };
appendFileSync(join(process.env.STATES_FOLDER, "calls"), [stack, ...args].join(" ") + "\\n");
if (args[0] === "init") writeFileSync(".terraform.lock.hcl", "");
if (args[0] === "state") console.log(state.resources.join("\\n"));
if (args[0] === "output") console.log(JSON.stringify(state.outputs));
if (args[0] === "plan") writeFileSync("plan.tfplan", "");
if (args[0] === "show") console.log(JSON.stringify(state.plan ?? {}));
`;

const network: Block = { terraform: {} };
const data: Block = {
  terraform: {},
  data: { terraform_remote_state: { network: { config: { key: "deployed-test-network.tfstate" } } } },
  locals: { vpc: "${data.terraform_remote_state.network.outputs.vpc_id}" },
};

interface State {
  readonly resources: readonly string[];
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  readonly plan?: object;
}

/** Plans two stacks whose states are given. */
async function plansWith(
  states: Readonly<Record<string, State>>,
): Promise<{ plans: StackPlan[]; calls: string[] }> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const configurations = new Map([
    ["deployed-test-network", network],
    ["deployed-test-data", data],
  ]);
  for (const [name, json] of configurations) {
    rmSync(stackFolder(name), { recursive: true, force: true });
    mkdirSync(join(stackFolder(name), ".terraform"), { recursive: true });
    writeFileSync(join(stackFolder(name), "cdk.tf.json"), JSON.stringify(json));
  }
  for (const [name, state] of Object.entries(states)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(state));
  }
  writeFileSync(join(folder, "terraform"), terraform);
  chmodSync(join(folder, "terraform"), 0o755);
  const plans = await planStacks({
    configurations,
    isSelected: () => true,
    isAffected: () => true,
    onlyDeployed: true,
    folder: join(folder, "plans"),
    flagsOf: () => [],
    env: () => ({
      ...process.env,
      STATES_FOLDER: folder,
      TERRAFORM_BINARY_NAME: join(folder, "terraform"),
    }),
    report: () => undefined,
    interrupts: noInterrupts,
  });
  return { plans, calls: readFileSync(join(folder, "calls"), "utf8").trim().split("\n") };
}

const deployed = (outputs: State["outputs"], plan?: object): State => ({
  resources: ["aws_vpc.network"],
  outputs,
  ...(plan && { plan }),
});
const outcomes = (plans: readonly StackPlan[]) => plans.map(({ stack, outcome }) => `${stack} ${outcome}`);

describe("plans of what is deployed", () => {
  afterAll(() => {
    for (const name of ["network", "data"]) {
      rmSync(stackFolder(`deployed-test-${name}`), { recursive: true, force: true });
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it("are not made of stacks that were never deployed", async () => {
    const { plans, calls } = await plansWith({});
    expect(outcomes(plans)).toEqual(["deployed-test-network undeployed", "deployed-test-data undeployed"]);
    expect(calls.filter((call) => / plan /.test(call))).toEqual([]);
    expect(readdirSync(join(folder, "plans"))).toEqual([]);
  });

  it("are made of the deployed ones alone", async () => {
    const { plans } = await plansWith({ "deployed-test-network": deployed({ vpc_id: { value: "vpc-1" } }) });
    expect(outcomes(plans)).toEqual(["deployed-test-network planned", "deployed-test-data undeployed"]);
  });

  it("fail if a stack that they read from is not deployed", async () => {
    const { plans } = await plansWith({ "deployed-test-data": deployed({}) });
    expect(plans[1]).toEqual({
      stack: "deployed-test-data",
      outcome: "skipped",
      reason: "deployed-test-network, which it reads from, is not deployed",
    });
  });

  it("read published outputs, also if another plan changes them", async () => {
    const change = { output_changes: { vpc_id: { before: "vpc-1", after: "vpc-2", after_unknown: false } } };
    const { plans, calls } = await plansWith({
      "deployed-test-network": deployed({ vpc_id: { value: "vpc-1" } }, change),
      "deployed-test-data": deployed({}),
    });
    expect(plans.map((plan) => plan.outcome === "planned" && plan.provisional)).toEqual([[], []]);
    expect(calls.filter((call) => / plan /.test(call)).every((call) => call.includes("-lock=false"))).toBe(
      true,
    );
  });

  it("read a planned output that was never published", async () => {
    const change = { output_changes: { vpc_id: { before: null, after: "vpc-2", after_unknown: false } } };
    const { plans } = await plansWith({
      "deployed-test-network": deployed({}, change),
      "deployed-test-data": deployed({}),
    });
    expect(plans[1]).toMatchObject({ outcome: "planned", provisional: ["deployed-test-network.vpc_id"] });
    expect(existsSync(join(folder, "plans", "deployed-test-data", "deployed-test-network.tfstate"))).toBe(
      true,
    );
  });
});
