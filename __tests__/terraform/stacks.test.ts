import { cdktfCalls } from "../../commands/cdktf";
import {
  selectStacks,
  withDependencies,
  withDependents,
  type SynthesizedStack,
} from "../../terraform/stacks";

const stage = (name: string): SynthesizedStack[] => [
  { name: `${name}-cluster`, dependencies: [`${name}-network`] },
  { name: `${name}-data`, dependencies: [`${name}-network`] },
  { name: `${name}-network`, dependencies: [] },
  { name: `${name}-platform`, dependencies: [`${name}-network`, `${name}-data`, `${name}-cluster`] },
];
const stacks = [{ name: "prod-bootstrap", dependencies: [] }, ...stage("staging"), ...stage("production")];
const names = (patterns: string[]) => selectStacks(stacks, patterns).map(({ name }) => name);

describe("the stacks that a command is given", () => {
  it("are selected by name and by pattern, in the order in which they are deployed", () => {
    expect(names(["production-platform", "production-network"])).toEqual([
      "production-network",
      "production-platform",
    ]);
    expect(names(["staging-*"])).toEqual([
      "staging-network",
      "staging-cluster",
      "staging-data",
      "staging-platform",
    ]);
    expect(names(["prod-*"])).toEqual(["prod-bootstrap"]);
  });

  it("are named when a pattern selects none, or there is no pattern", () => {
    expect(() => names(["production-databse"])).toThrow(
      /^no stack is called production-databse; there are prod-bootstrap, /,
    );
    expect(() => names([])).toThrow(/^no stack named; there are prod-bootstrap, /);
  });
});

describe("what belongs to a layer", () => {
  it("is what it needs for a deployment, and what stands on it for a destruction", () => {
    expect(withDependencies(stacks, "staging-data")).toEqual(["staging-network", "staging-data"]);
    expect(withDependents(stacks, "staging-data")).toEqual(["staging-data", "staging-platform"]);
    expect(withDependents(stacks, "staging-network").sort()).toEqual(
      stage("staging")
        .map(({ name }) => name)
        .sort(),
    );
  });
});

describe("the calls of cdktf", () => {
  const calls = (operation: "deploy" | "destroy" | "diff", ...patterns: string[]) =>
    cdktfCalls(operation, selectStacks(stacks, patterns), ["--auto-approve"]).map((call) => call.join(" "));

  it("are one for stacks that come with all that they need: cdktf orders them", () => {
    expect(calls("deploy", "staging-*")).toEqual([
      "deploy staging-network staging-cluster staging-data staging-platform --skip-synth --auto-approve",
    ]);
  });

  it("are one a stack otherwise, with the flag that allows it, in order", () => {
    expect(calls("deploy", "staging-data", "staging-platform")).toEqual([
      "deploy staging-data --ignore-missing-stack-dependencies --skip-synth --auto-approve",
      "deploy staging-platform --ignore-missing-stack-dependencies --skip-synth --auto-approve",
    ]);
    expect(calls("destroy", "staging-data", "staging-platform")[0]).toContain("destroy staging-platform");
  });

  it("are one a stack for a diff, which takes no more", () => {
    expect(calls("diff", "staging-network", "staging-data")).toEqual([
      "diff staging-network --skip-synth --auto-approve",
      "diff staging-data --skip-synth --auto-approve",
    ]);
  });
});
