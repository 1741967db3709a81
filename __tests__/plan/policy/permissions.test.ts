import { checkPermissions } from "../../../config/permissions";
import type { Block } from "../../../plan/plan-json";
import { planned } from "../review/plans";
import { checked, rowsOf, type Given } from "./checked";

const database = { identifier: "artist", engine_version: "17", publicly_accessible: false };

describe("a permission to destroy what holds data", () => {
  const address = 'aws_ecr_repository.images["api"]';
  const permission = {
    stack: "staging-data",
    address,
    until: "2026-12-10",
    reason: "replaced by another registry",
  };
  const deleted = planned(address, ["delete"], { force_delete: true }, null);
  const review = (permissions: Block[], more: Given = {}) =>
    checked({ resource_changes: [deleted] }, { permissions, ...more });

  it("permits exactly this resource, and is in the report with its reason", async () => {
    const { policy } = await review([permission]);
    expect(policy.rows).toEqual([
      expect.objectContaining({
        verdict: "permitted",
        address,
        sentence:
          "is deleted: all its images are deleted; permitted until 2026-12-10: replaced by another registry",
      }),
    ]);
    expect(policy.notes).toEqual([]);
  });

  it.each<[string, Block, string]>([
    [
      "another instance",
      { address: 'aws_ecr_repository.images["worker"]' },
      "matches nothing that is destroyed",
    ],
    ["all instances", { address: "aws_ecr_repository.images" }, "matches nothing that is destroyed"],
    ["another stack", { stack: "production-data" }, "matches nothing that is destroyed"],
    ["a day that is over", { until: "2026-11-29" }, "ended on 2026-11-29"],
  ])("does not permit it for %s, and is to be removed", async (_, more, why) => {
    const { policy } = await review([{ ...permission, ...more }]);
    expect(policy.rows.map(({ verdict }) => verdict)).toEqual(["refused"]);
    expect(policy.notes).toEqual([expect.stringContaining(`${why}: remove it`)]);
  });

  it("is not called unused if its stack was not reviewed", async () => {
    const { policy } = await review([{ ...permission, stack: "production-data" }], {
      isReviewed: (stack) => stack === "staging-data",
    });
    expect(policy.notes).toEqual([]);
  });

  it.each<[unknown, string]>([
    [
      [{ ...permission, stack: "" }],
      'config: permittedDestruction[0].stack: given ""; accepted: the name of a stack',
    ],
    [
      [{ ...permission, address: "*" }],
      'config: permittedDestruction[0].address: given "*"; accepted: the address',
    ],
    [[{ ...permission, until: "2026-13-01" }], "config: permittedDestruction[0].until: given"],
    [[{ ...permission, until: "2027-01-15" }], "config: permittedDestruction[0].until: given"],
    [[{ ...permission, reason: " " }], "config: permittedDestruction[0].reason: given"],
    [[{ ...permission, reason: undefined }], "config: permittedDestruction[0].reason: given nothing"],
    [[{ ...permission, adress: 1 }], "config: permittedDestruction[0].adress: given 1; accepted: only stack"],
    [{}, "config: permittedDestruction: given {}; accepted: a list"],
    [["a"], 'config: permittedDestruction[0]: given "a"; accepted: a list'],
  ])("is refused if it is wrong: %j", (input, expected) => {
    expect(() => checkPermissions(input, "2026-11-30")).toThrow(expected);
  });

  it("is not needed for what only leaves the state, or holds nothing", async () => {
    expect(
      await rowsOf([
        planned("aws_db_instance.a", ["forget"], database, null),
        planned("aws_nat_gateway.a", ["delete"], {}, null),
        planned("aws_db_instance.b", ["update"], database, { ...database, engine_version: "18" }),
      ]),
    ).toEqual([]);
  });
});
