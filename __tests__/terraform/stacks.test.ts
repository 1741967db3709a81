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
const ownerOf = (stack: string) => stack.slice(0, stack.lastIndexOf("-"));
const names = (patterns: string[]) => selectStacks(stacks, patterns, ownerOf).map(({ name }) => name);

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

  it("are listed in the error if a pattern selects none, or if there is no pattern", () => {
    for (const pattern of ["production-databse", "production-", "-network", "-", ""]) {
      expect(() => names([pattern])).toThrow(
        `stack: given ${pattern || "nothing"}; accepted: prod-bootstrap, `,
      );
    }
    expect(() => names([])).toThrow(/^stack: given none; accepted: prod-bootstrap, /);
  });
});

describe("the stacks of a layer", () => {
  it("include its dependencies for a deployment, and its dependents for a destroy", () => {
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
    const groups = waves(selectStacks(stacks, ["staging-*"], ownerOf)).map((wave) =>
      wave.map(({ name }) => name),
    );
    expect(groups).toEqual([["staging-network"], ["staging-data", "staging-cluster"], ["staging-platform"]]);
  });
});
