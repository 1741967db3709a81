import type { Mistake } from "./mistakes";
import { valueAt } from "./mistakes";
import { ownerOf } from "./schema-mistakes";

/**
 * Name of a stage: part of the names of its resources. The longest of them is a bucket, artist-<stage>-logs-<account
 * id>-<region>, with at most 63 characters; the longest regions have 14. RDS refuses two hyphens in a row.
 */
const stageName = /^(?=.{1,23}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const namesIn = (input: unknown, kind: "accounts" | "stages"): string[] => {
  const owners = valueAt(input, [kind]);
  return typeof owners === "object" && owners !== null && !Array.isArray(owners) ? Object.keys(owners) : [];
};

/** The mistakes in the names of stages and accounts. */
export function nameMistakes(input: unknown): Mistake[] {
  const stages = namesIn(input, "stages");
  return [
    ...namesIn(input, "accounts")
      .filter((name) => stages.includes(name))
      .map((name) => ({
        owner: ownerOf("account", name),
        path: ["name"],
        given: name,
        accepted: "a name that no stage has, because <stage>-* selects a stage's stacks",
      })),
    ...stages
      .filter((name) => !stageName.test(name))
      .map((name) => ({
        owner: ownerOf("stage", name),
        path: ["name"],
        given: name,
        accepted:
          "up to 23 lower-case letters, digits and single hyphens, beginning with a letter: the longest name of a bucket has 63",
      })),
  ];
}
