import type { PermittedDestruction } from "./permissions";

/**
 * What a change may destroy although it holds data: `npm run plan` refuses all other such changes. An entry is part of the
 * reviewed change, and is removed by the next one. docs/plan-review.md explains it.
 *
 * @example { stack: "staging-data", address: "aws_db_instance.database", until: "2026-12-15", reason: "smaller disk; its data is restored from the snapshot" }
 */
export const permittedDestruction: readonly PermittedDestruction[] = [];
