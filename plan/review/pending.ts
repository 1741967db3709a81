import type { ResourceChange } from "../plan-json";
import type { AttributeChange, ChangeReview } from "./review";
import { unknownText } from "./shown";

/** What is needed to tell a change of the configuration from one that an apply makes because of drift. */
export interface PendingContext {
  /** What differs from the state, by address. */
  readonly drift: ReadonlyMap<string, ResourceChange>;
  /** The made resource from which values of a change come that are not known yet. */
  readonly causeOf: (address: string) => string | undefined;
  /** The attributes in which a resource differs. */
  readonly attributesOf: (change: ResourceChange) => AttributeChange[];
}

/**
 * The part of a planned change that is not applied yet, apart from what the change takes back of drift: what the plan makes of a
 * resource is compared with what the state has, not with what somebody made of it. Undefined if nothing is left.
 */
export function pendingPart(
  change: ResourceChange,
  review: ChangeReview,
  { drift, causeOf, attributesOf }: PendingContext,
): ChangeReview | undefined {
  const own = drift.get(change.address);
  const follows = drift.has(causeOf(change.address) ?? "");
  const isOnlyInState = review.action === "move" || review.action === "import";
  if ((!own && !follows) || isOnlyInState || change.after === undefined) {
    return review;
  }
  const before = own ? own.before : change.before;
  const sensitive = own ? own.beforeSensitive : change.beforeSensitive;
  const attributes = attributesOf({
    ...change,
    before,
    ...(sensitive && { beforeSensitive: sensitive }),
    replacePaths: [],
  }).filter(({ after }) => !(follows && after === unknownText));
  return attributes.length === 0 ? undefined : { ...review, action: "update", attributes };
}
