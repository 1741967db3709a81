import type { PlanJson } from "../../plan/plan-json";
import { replacementsOf, unreviewed } from "../../plan/same";

interface Made {
  readonly actions?: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly unknown?: object;
  readonly reason?: string;
}

/** A plan with one change at each address. */
const plan = (changes: Readonly<Record<string, Made>>): PlanJson => ({
  resource_changes: Object.entries(changes).map(([address, made]) => ({
    address,
    mode: "managed",
    type: "aws_a",
    ...(made.reason !== undefined && { action_reason: made.reason }),
    change: {
      actions: made.actions ?? ["update"],
      before: made.before === null ? null : { ...made.before },
      after: made.after === null ? null : { ...made.after },
      after_unknown: { ...made.unknown },
    },
  })),
});

const differing = (
  reviewed: Made,
  made: Made,
  replacements: ReadonlyMap<string, string> = new Map(),
): boolean => unreviewed(plan({ a: reviewed }), plan({ a: made }), replacements, false).length > 0;

describe("a plan that is made again", () => {
  const update = { before: { size: 1, time: "1" }, after: { size: 2, time: "1" } };

  it("is the reviewed one with the same actions and values", () => {
    expect(differing(update, update)).toBe(false);
    expect(differing(update, { ...update, after: { size: 3, time: "1" } })).toBe(true);
    expect(differing(update, { ...update, actions: ["delete", "create"] })).toBe(true);
    expect(differing({ ...update, actions: ["create"] }, { ...update, actions: ["delete"] })).toBe(true);
  });

  it("may have other values of what it does not change", () => {
    expect(differing(update, { before: { size: 1, time: "2" }, after: { size: 2, time: "2" } })).toBe(false);
    expect(differing(update, { before: { size: 1, time: "1" }, after: { size: 2, time: "2" } })).toBe(true);
  });

  it("has no value that the review did not have", () => {
    expect(differing(update, { before: update.before, after: { ...update.after, more: true } })).toBe(true);
    expect(differing(update, { before: update.before, after: { time: "1" } })).toBe(true);
    expect(differing(update, { before: update.before, after: { time: "1" }, unknown: { size: true } })).toBe(
      true,
    );
  });

  it("may know what was known only after the apply", () => {
    const reviewed = { actions: ["create"], after: { name: "x" }, unknown: { arn: true, tags: { a: true } } };
    expect(
      differing(reviewed, { actions: ["create"], after: { name: "x", arn: "arn:1", tags: { a: "b" } } }),
    ).toBe(false);
    expect(
      differing(reviewed, { actions: ["create"], after: { name: "y", arn: "arn:1", tags: { a: "b" } } }),
    ).toBe(true);
    expect(
      differing(reviewed, { actions: ["create"], after: { name: "x", arn: "arn:1", tags: { c: "b" } } }),
    ).toBe(true);
  });

  it("has the values of outputs in the place of what stood for them", () => {
    const replacements = replacementsOf(
      { vpc_id: "vpc-mock", ids: { a: "subnet-1", b: "subnet-0" }, same: "x" },
      { vpc_id: "vpc-real", ids: { a: "subnet-1", b: "subnet-9" }, same: "x", more: "y" },
      ["vpc-mock", "subnet-0"],
    );
    expect([...replacements]).toEqual([
      ["vpc-mock", "vpc-real"],
      ["subnet-0", "subnet-9"],
    ]);
    const reviewed = {
      before: {},
      after: { policy: '{"vpc":"vpc-mock"}', subnets: ["subnet-0", "subnet-1"] },
    };
    const made = (vpc: string, subnets: string[]) => ({
      before: {},
      after: { policy: `{"vpc":"${vpc}"}`, subnets },
    });
    expect(differing(reviewed, made("vpc-real", ["subnet-1", "subnet-9"]), replacements)).toBe(false);
    expect(differing(reviewed, made("vpc-other", ["subnet-1", "subnet-9"]), replacements)).toBe(true);
    expect(differing(reviewed, made("vpc-real", ["subnet-1", "subnet-8"]), replacements)).toBe(true);
    expect(differing(reviewed, made("vpc-real", ["subnet-1", "subnet-9", "subnet-2"]), replacements)).toBe(
      true,
    );
    expect(differing(reviewed, made("vpc-real", ["subnet-9"]), replacements)).toBe(true);
  });

  it("has the reviewed values of outputs that were known", () => {
    expect(replacementsOf({ cidr: "10.0.0.0/16" }, { cidr: "0.0.0.0/0" }, ["vpc-mock"]).size).toBe(0);
  });

  it("has all that was reviewed, unless a part is applied already", () => {
    const [reviewed, made] = [plan({ a: update, b: update }), plan({ b: update })];
    expect(unreviewed(reviewed, made, new Map(), false)).toEqual(["a"]);
    expect(unreviewed(reviewed, made, new Map(), true)).toEqual([]);
    expect(unreviewed(made, reviewed, new Map(), true)).toEqual(["a"]);
  });

  it("may do what is left of an interrupted apply, and nothing else", () => {
    const others = (reviewed: Made, made: Made, isPart = true, address = "a") =>
      unreviewed(plan({ a: reviewed }), plan({ [address]: made }), new Map(), isPart);
    const created = { actions: ["create"], before: null, after: { name: "x" } };
    const again = { actions: ["delete", "create"], after: { name: "x" } };
    const tainted = { ...again, reason: "replace_because_tainted" };
    expect(others(created, tainted)).toEqual([]);
    expect(others(created, tainted, false)).toEqual(["a"]);
    expect(others(created, { ...again, reason: "replace_because_cannot_update" })).toEqual(["a"]);
    expect(others(again, created)).toEqual([]);
    expect(others(again, created, false)).toEqual(["a"]);
    expect(others({ actions: ["delete"] }, created)).toEqual(["a"]);
    const deposed = "a (deposed object 1234abcd)";
    expect(
      others({ ...again, actions: ["create", "delete"] }, { actions: ["delete"] }, true, deposed),
    ).toEqual([]);
    expect(others(created, { actions: ["delete"] }, true, deposed)).toEqual([deposed]);
  });
});
