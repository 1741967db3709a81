import type { PermittedDestruction } from "../../config/permissions";

/** Permissions of a review: which of them are used, and which are not. */
export class Permissions {
  private readonly used = new Set<PermittedDestruction>();

  /**
   * @param all Checked permissions.
   * @param today `YYYY-MM-DD`, in UTC.
   */
  constructor(
    private readonly all: readonly PermittedDestruction[],
    private readonly today: string,
  ) {}

  /** The permission for a resource, which is then used; undefined if there is none. */
  use(stack: string, address: string): PermittedDestruction | undefined {
    const found = this.all.find((one) => one.stack === stack && one.address === address && this.isValid(one));
    if (found) {
      this.used.add(found);
    }
    return found;
  }

  /**
   * A line for each permission that permits nothing here.
   *
   * @param isReviewed Whether a stack has a plan, or would have one if it changed.
   */
  unused(isReviewed: (stack: string) => boolean): string[] {
    return this.all
      .filter((one) => !this.used.has(one) && (isReviewed(one.stack) || !this.isValid(one)))
      .map((one) => {
        const why = this.isValid(one) ? "matches nothing that is destroyed" : `ended on ${one.until}`;
        return `config/permitted-destruction.ts: the permission for ${one.address} of ${one.stack} ${why}: remove it`;
      });
  }

  private isValid({ until }: PermittedDestruction): boolean {
    return until >= this.today;
  }
}
