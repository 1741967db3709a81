import type { PlanJson } from "../plan-json";
import { reviewOf, type ReviewOptions } from ".";
import { refusalsOf } from "./summary";

/** A plan that is made again after the stacks before it were applied. */
export interface PlanAgain {
  readonly stack: string;
  /** The reviewed plan. */
  readonly reviewed: PlanJson;
  /** Texts in it that stood for values which were not known. */
  readonly placeholders: readonly string[];
  /** The plan with their values. */
  readonly made: PlanJson;
}

/**
 * Why the policy refuses a plan that is made again, although it does not refuse the reviewed one: a sentence for each resource.
 * Both are compared without a base, so that what the base had already is no difference.
 */
export async function newRefusals(
  { stack, reviewed, placeholders, made }: PlanAgain,
  options: ReviewOptions,
): Promise<string[]> {
  const refusals = async (plan: PlanJson, texts: readonly string[]) => {
    const others = { folder: "", flags: [], provisional: [], mocked: [] };
    const planned = {
      stack,
      outcome: "planned" as const,
      plan,
      placeholders: new Map(texts.map((text) => [text, text])),
      ...others,
    };
    return refusalsOf(stack, await reviewOf([planned], options));
  };
  const before = await refusals(reviewed, placeholders);
  return (await refusals(made, [])).filter((line) => !before.includes(line));
}
