import { accessFindings, type Finding } from "../../../plan/access";
import type { Block, ResourceChange } from "../../../plan/plan-json";

/** A planned change of a resource; its actions follow from what is there before and afterwards. */
export const change = (
  type: string,
  before: Block | undefined,
  after: Block | undefined,
  more: Partial<ResourceChange> = {},
): ResourceChange => ({
  address: `${type}.example`,
  type,
  actions: [before ? (after ? "update" : "delete") : "create"],
  before,
  after,
  afterUnknown: {},
  ...more,
});

/** The findings of one change. */
export const findings = (...args: Parameters<typeof change>): Promise<Finding[]> =>
  accessFindings([change(...args)]);

/** Findings in short: direction, who, actions, resources. */
export const inShort = (all: readonly Finding[]): string[] =>
  all.map(({ direction, who, actions, resources, doubt }) =>
    [
      direction,
      who.join("+"),
      actions.join("+"),
      ...(resources.length > 0 ? [`on ${resources.join("+")}`] : []),
      ...(doubt ? [`(${doubt})`] : []),
    ]
      .filter((part) => part !== "")
      .join(" "),
  );

/** A document with the statements, which allow and are about all resources if they do not say otherwise. */
export const document = (...statements: Block[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      Effect: "Allow",
      ...("NotResource" in statement ? {} : { Resource: "*" }),
      ...statement,
    })),
  });
