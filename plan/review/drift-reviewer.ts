import { effectsOfChange } from "../effects";
import { changedAttributes, driftOf, isMarked, type ResourceChange } from "../plan-json";
import { additionsTo } from "./additions";
import { attributeChanges, driftedAttributes } from "./attributes";
import { accessFindings } from "../access";
import { References, resourceOf } from "./dependencies";
import { pendingPart } from "./pending";
import type { AttributeChange, ChangeReview, RiskRow } from "./review";
import { PlanReviewer } from "./reviewer";
import { accessRows, deletionRows, grantsAccess } from "./risk-rows";

/** The attributes that a plan changes to values that it knows. */
const knownChanges = (change: ResourceChange) =>
  changedAttributes(change).filter((name) => !isMarked(change.afterUnknown[name]));

/** Whether a plan changes what somebody changed. */
function takesBack(planned: ResourceChange | undefined, drift: ResourceChange): boolean {
  if (planned?.actions.join() !== "update") {
    return planned !== undefined;
  }
  const drifted = new Set(changedAttributes(drift));
  return changedAttributes(planned).some((name) => drifted.has(name));
}

/** Reviews what a plan has besides its changes: what differs from the state, and what is not applied apart from that. */
export class DriftReviewer extends PlanReviewer {
  /** What somebody changed outside of Terraform, and what it means for access, protection and data. */
  async drift(): Promise<{ readonly changes: ChangeReview[]; readonly rows: RiskRow[] }> {
    const without = additionsTo(this.plan);
    const drifted = this.inTheirForm(driftOf(this.plan)).map((one) => {
      const change = without(one);
      const planned = this.changes.find(({ address }) => address === change.address);
      const review = {
        ...this.reviewOf(change, effectsOfChange(change), undefined),
        attributes: driftedAttributes(
          change,
          new Set([...(this.configured(change) ?? []), ...(planned ? knownChanges(planned) : [])]),
        ),
        ...(!takesBack(planned, change) && { isKept: true as const }),
      };
      return { change, review };
    });
    const findings = await accessFindings(
      drifted.filter(({ review }) => grantsAccess(review)).map(({ change }) => change),
    );
    const none = () => undefined;
    const rows = [
      ...accessRows(findings, none, () => false),
      ...drifted.flatMap(({ review }) => deletionRows(review)),
    ].map((row) => ({ ...row, stack: this.stack }));
    const isFound = new Set(rows.map(({ address }) => address));
    const changes = drifted
      .map(({ review }) => review)
      .filter(
        ({ action, attributes, address }) =>
          action !== "update" || attributes.length > 0 || isFound.has(address),
      );
    return { changes, rows };
  }

  /** What is in the configuration and not applied, apart from what a plan takes back of drift. */
  pending(): { readonly changes: ChangeReview[]; readonly outputs: AttributeChange[] } {
    const { causeOf: rootCauseOf } = this.causes();
    const drift = new Map(this.inTheirForm(driftOf(this.plan)).map((one) => [one.address, one] as const));
    const drifted = new Set([...drift.keys()].map(resourceOf));
    const causeOf = (address: string) => {
      const root = rootCauseOf(address);
      return [...drift.keys()].find((one) => one === root || resourceOf(one) === root) ?? root;
    };
    const attributesOf = (change: ResourceChange) => attributeChanges(change, this.configured(change));
    const changes = this.changes.flatMap(
      (change) =>
        pendingPart(change, this.reviewOf(change, effectsOfChange(change), undefined), {
          drift,
          causeOf,
          attributesOf,
        }) ?? [],
    );
    const sources = new References(this.plan);
    const outputs = this.outputs().filter(
      ({ path }) => !sources.ofOutput(path.replace(/[.[ ].*$/, "")).some((address) => drifted.has(address)),
    );
    return { changes, outputs };
  }
}
