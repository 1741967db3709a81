import { UserError } from "../../terraform/user-error";
import type { PlanRecord, Plans } from "../plans-file";

/** The policy refuses plans. Nothing was applied. */
class RefusedByPolicy extends UserError {
  constructor(private readonly stacks: readonly PlanRecord[]) {
    super(`refused by the policy: ${stacks.map(({ stack }) => stack).join(", ")}; nothing was applied`);
  }

  override get report(): string {
    const reasons = this.stacks.flatMap(({ stack, refused }) => refused.map((line) => `  ${stack}: ${line}`));
    return [this.message, ...reasons].join("\n");
  }
}

/** @throws {UserError} if the policy refuses one of the selected plans; its report has the reasons */
export function checkRefusals({ stacks }: Plans, isSelected: (stack: string) => boolean): void {
  const refused = stacks.filter((one) => isSelected(one.stack) && one.refused.length > 0);
  if (refused.length > 0) {
    throw new RefusedByPolicy(refused);
  }
}
