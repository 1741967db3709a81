import {
  selectStacks,
  waves,
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
      "staging-data",
      "staging-cluster",
      "staging-platform",
    ]);
    expect(names(["prod-*"])).toEqual(["prod-bootstrap"]);
  });

  it("are named when a pattern selects none, or there is no pattern", () => {
    expect(() => names(["production-databse"])).toThrow(
      /^stack: given production-databse; accepted: prod-bootstrap, /,
    );
    expect(() => names([])).toThrow(/^stack: given none; accepted: prod-bootstrap, /);
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

describe("stacks that do not depend on each other", () => {
  it("are deployed at the same time, after what they depend on", () => {
    const groups = waves(selectStacks(stacks, ["staging-*"])).map((wave) => wave.map(({ name }) => name));
    expect(groups).toEqual([["staging-network"], ["staging-data", "staging-cluster"], ["staging-platform"]]);
  });
});
