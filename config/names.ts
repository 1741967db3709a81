import { tightest } from "./derived-names";
import { valueAt, type Mistake } from "./mistakes";
import { ownerOf } from "./schema-mistakes";

/** RDS refuses two hyphens in a row; S3, RDS and CDKTF refuse other characters. */
const characters = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const isName = (name: string) => characters.test(name) && name.length <= tightest.room;

const accepted =
  `up to ${tightest.room} lower-case letters, digits and single hyphens, beginning with a letter: ` +
  `${tightest.longest.replace("{account}", "<account id>").replace(/\{(\w+)\}/g, "<$1>")} has up to ${tightest.limit}`;

const namesIn = (input: unknown, kind: "accounts" | "stages"): string[] => {
  const owners = valueAt(input, [kind]);
  return typeof owners === "object" && owners !== null && !Array.isArray(owners) ? Object.keys(owners) : [];
};

/** The mistakes in the names of stages and accounts. Both are parts of names of stacks: one rule is for both. */
export function nameMistakes(input: unknown): Mistake[] {
  const stages = namesIn(input, "stages");
  const accounts = namesIn(input, "accounts");
  const wrong = (kind: "account" | "stage", name: string): Mistake[] =>
    isName(name) ? [] : [{ owner: ownerOf(kind, name), path: ["name"], given: name, accepted }];
  return [
    ...accounts.flatMap((name) => wrong("account", name)),
    ...accounts
      .filter((name) => stages.includes(name))
      .map((name) => ({
        owner: ownerOf("account", name),
        path: ["name"],
        given: name,
        accepted: "a name that no stage has, because <stage>-* selects a stage's stacks",
      })),
    ...stages.flatMap((name) => wrong("stage", name)),
  ];
}
