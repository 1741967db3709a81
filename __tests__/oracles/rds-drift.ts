/*
 * What the provider plans for an aws_db_instance that RDS has changed by itself. Rules of provider 5.100:
 * https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/rds/engine_version.go
 * https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/rds/instance.go
 */

/** A planned change; undefined if there is none. */
export type Change<T> = { readonly from: T; readonly to: T } | undefined;

const change = <T>(from: T, to: T): Change<T> => (from === to ? undefined : { from, to });

/**
 * The engine version that is planned when RDS has the version `actual`. A refresh keeps the version of the state if the
 * actual one has more parts: 17 remains 17 with 17.6 on the server.
 */
export function plannedEngineVersion(state: string, actual: string, configured: string): Change<string> {
  const refreshed = actual.startsWith(`${state}.`) ? state : actual;
  return change(refreshed, configured);
}

/** The storage that is planned when RDS has `actual` GiB: a smaller one is ignored if the maximum is above it. */
export function plannedStorage(actual: number, configured: number, maximum: number): Change<number> {
  return actual > configured && maximum > configured ? undefined : change(actual, configured);
}
