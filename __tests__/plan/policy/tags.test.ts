import type { Block, PlanJson } from "../../../plan/plan-json";
import { planned } from "../review/plans";
import { rowsOf } from "./checked";

type Change = NonNullable<PlanJson["resource_changes"]>[number];

describe("the rule about tags", () => {
  const tags = { Project: "artist", Stage: "staging" };
  const queue = (before: Block | null, after: Block, more = {}) =>
    planned(
      "aws_sqs_queue.events",
      [before ? "update" : "create"],
      before && { tags_all: before },
      { tags_all: after },
      more,
    );
  it.each<[string, Change, string[]]>([
    ["all", queue(null, tags), []],
    [
      "another value",
      queue(null, { ...tags, Stage: "production" }),
      ["refused aws_sqs_queue.events: its tag Stage is not staging"],
    ],
    ["one that was missing before", queue({ Project: "artist" }, { Project: "artist" }), []],
    [
      "one that is removed",
      queue(tags, { Project: "artist" }),
      ["refused aws_sqs_queue.events: it has no tag Stage"],
    ],
    ["a type without tags", planned("aws_iam_role_policy.a", ["create"], null, { name: "a" }), []],
    [
      "not known",
      queue(null, {}, { after_unknown: { tags_all: true } }),
      ["undecided aws_sqs_queue.events: its tags are known only after the apply"],
    ],
    [
      "a value that is not known",
      queue(null, { Project: "artist" }, { after_unknown: { tags_all: { Stage: true } } }),
      ["undecided aws_sqs_queue.events: the value of its tag Stage is not known yet"],
    ],
  ])("%s", async (_, change, expected) => {
    expect(await rowsOf([change], { tags })).toEqual(expected);
  });
});
