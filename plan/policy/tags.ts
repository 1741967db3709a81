import { unknown, withUnknown } from "../access/finding";
import { isBlock, type Block } from "../plan-json";
import type { PolicyPlan, PolicyResource, Rule, Violation } from "./rule";

/** The tags of a resource, with those of the provider. The provider has the attribute for each type that can have tags. */
const attribute = "tags_all";

function violationsOf({ address, change, before }: PolicyResource, plan: PolicyPlan): Violation[] {
  const { after, afterUnknown } = change;
  if (!after || !(attribute in after || attribute in afterUnknown)) {
    return [];
  }
  const tags = withUnknown(after[attribute], afterUnknown[attribute]);
  if (tags === unknown) {
    return [{ address, sentence: "its tags are known only after the apply", isUndecided: true }];
  }
  const old = isBlock(before?.[attribute]) ? before[attribute] : {};
  const found: Block = isBlock(tags) ? tags : {};
  return Object.entries(plan.input.tags).flatMap(([name, value]): Violation[] => {
    if (plan.isUnknown(found[name])) {
      return [{ address, sentence: `the value of its tag ${name} is not known yet`, isUndecided: true }];
    }
    // A tag that was missing before is not removed by this change.
    const isSame = before !== undefined && old[name] === found[name];
    return found[name] === value || isSame
      ? []
      : [
          {
            address,
            sentence: name in found ? `its tag ${name} is not ${value}` : `it has no tag ${name}`,
          },
        ];
  });
}

/** What has no tags of its stage is not in its costs, and is not found by what is left after a destroy. */
export const tags: Rule = {
  name: "tags",
  sentence: "Each resource that can have tags has those of its stack",
  violations: (plan) => plan.resources.flatMap((resource) => violationsOf(resource, plan)),
};
