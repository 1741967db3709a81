/**
 * What applying another value of a field of a stage does, from the least to the most severe:
 *
 * - `none`: no resource changes.
 * - `in place`: resources are created or updated, and what runs is not interrupted.
 * - `rolling`: pods or nodes are replaced, within their disruption budgets.
 * - `interruption`: something that is in use is not available for a time.
 * - `removal`: something is deleted, and nothing takes its place.
 * - `replacement`: something is deleted, and made again without what it held.
 * - `new stage`: a stage cannot change to it. Terraform would leave what exists behind.
 */
export const effects = [
  "none",
  "in place",
  "rolling",
  "interruption",
  "removal",
  "replacement",
  "new stage",
] as const;

/** What applying another value does. */
export type Effect = (typeof effects)[number];

/** A change of a field of a stage. */
export interface Change {
  readonly effect: Effect;
  /** Which changes of the field this is about, such as `less`. @default all */
  readonly when?: string;
  /** What happens, and what to do. */
  readonly text: string;
  /** Whether the former value cannot be set again, or what is lost does not come back with it. */
  readonly isOneWay?: boolean;
}

declare module "zod" {
  interface GlobalMeta {
    /** What another value does, for docs/changes.md. A field without them has those of the object that it belongs to. */
    changes?: readonly Change[];
  }
}
