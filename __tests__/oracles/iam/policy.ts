import type { Block } from "../../support/terraform-json";

/** A statement as IAM has it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string[];
  readonly Resource?: string[];
  readonly NotResource?: string[];
  readonly Principal?: "*" | Record<string, string[]>;
  readonly Condition?: Record<string, Record<string, string[]>>;
}

/** A policy as IAM has it. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: Statement[];
}

/** Fails if a block has an argument that the conversion does not know: nothing of a policy may be lost. */
function onlyKnown(block: Block, known: readonly string[], where: string): void {
  const unknown = Object.keys(block).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw new Error(`${where}: the IAM oracle does not know ${unknown.join(", ")}`);
  }
}

/** The JSON that the data source `aws_iam_policy_document` returns for a block. */
export function policyOf(block: Block, where: string, resolve: (text: string) => string): Policy {
  onlyKnown(block, ["//", "statement"], where);
  const resolved = (texts: string[]) => texts.map(resolve);
  const statements = block.statement.map((statement: Block): Statement => {
    const { sid, effect, actions, resources, not_resources, principals, condition } = statement;
    onlyKnown(
      statement,
      ["sid", "effect", "actions", "resources", "not_resources", "principals", "condition"],
      where,
    );
    const conditions: Record<string, Record<string, string[]>> = {};
    for (const { test, variable, values } of condition ?? []) {
      const ofTest = (conditions[test] ??= {});
      // The key of a tag may have the name of a cluster in it.
      const key = resolve(variable);
      if (key in ofTest) {
        throw new Error(`${where}: ${sid} has two conditions ${test} of ${key}`);
      }
      ofTest[key] = resolved(values);
    }
    const byType = principals?.map(({ type, identifiers }: Block) => [type, resolved(identifiers)]);
    return {
      ...(sid && { Sid: sid }),
      Effect: effect ?? "Allow",
      Action: actions,
      ...(resources && { Resource: resolved(resources) }),
      ...(not_resources && { NotResource: resolved(not_resources) }),
      ...(byType && { Principal: byType[0][0] === "*" ? "*" : Object.fromEntries(byType) }),
      ...(condition && { Condition: conditions }),
    };
  });
  return { Version: "2012-10-17", Statement: statements };
}
