import type { Block, ResourceChange } from "../plan-json";
import { finding, withUnknown, type Finding } from "./finding";
import { networkFindings } from "./network";
import { policyFindings } from "./policies";
import { protectionFindings } from "./protection";
import { boundaryFindings, relationFindings } from "./relations";

export type { Doubt, Finding } from "./finding";

async function findingsOf(change: ResourceChange): Promise<Finding[]> {
  const { address, type, actions, beforeSensitive = {}, afterSensitive = {} } = change;
  if (actions.includes("forget") && !actions.includes("create")) {
    return [];
  }
  // A resource that Terraform forgets stays as it is, beside the new one.
  const before = actions.includes("forget") ? undefined : change.before;
  // After a removal there is nothing that could be known later.
  const after = change.after && (withUnknown(change.after, change.afterUnknown) as Block);
  const found = [
    ...(await policyFindings(address, type, before, after)),
    ...relationFindings(type, before, after),
    ...boundaryFindings(before, after),
    ...networkFindings(type, before, after),
    ...protectionFindings(type, before, after),
  ];
  return found.map((one) => finding(address, one, [beforeSensitive, afterSensitive]));
}

/**
 * Which access planned changes widen or narrow, and which protection they lower or raise. In doubt a change is reported as the
 * worse; so a finding may be wrong, but a change without one opens nothing that is known here.
 */
export async function accessFindings(changes: readonly ResourceChange[]): Promise<Finding[]> {
  return (await Promise.all(changes.map(findingsOf))).flat();
}
