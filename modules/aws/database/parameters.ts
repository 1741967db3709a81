import type { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { addBlocks } from "../../kit/blocks";
import { choose, isOneOf, mayHave, merged } from "../../kit/terms";

/** Parameters of every server. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html */
export const defaultParameters = {
  // The server refuses connections without TLS.
  "rds.force_ssl": "1",
  // Statements that take longer than a second are logged.
  log_min_duration_statement: "1000",
};

/**
 * Parameters that the server reads only when it starts: RDS refuses to apply them at once. Of a parameter that is not in this
 * list, a new value is applied at once. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.Modifying.html
 */
export const staticParameters = [
  // Of PostgreSQL: the context `postmaster` in pg_settings. https://www.postgresql.org/docs/current/view-pg-settings.html
  "archive_mode",
  "autovacuum_freeze_max_age",
  "autovacuum_max_workers",
  "autovacuum_multixact_freeze_max_age",
  "autovacuum_worker_slots",
  "commit_timestamp_buffers",
  "huge_page_size",
  "huge_pages",
  "io_max_combine_limit",
  "io_max_concurrency",
  "io_method",
  "jit_provider",
  "max_active_replication_origins",
  "max_connections",
  "max_files_per_process",
  "max_locks_per_transaction",
  "max_logical_replication_workers",
  "max_notify_queue_pages",
  "max_pred_locks_per_transaction",
  "max_prepared_transactions",
  "max_replication_slots",
  "max_wal_senders",
  "max_worker_processes",
  "min_dynamic_shared_memory",
  "multixact_member_buffers",
  "multixact_offset_buffers",
  "notify_buffers",
  "old_snapshot_threshold",
  "reserved_connections",
  "serializable_buffers",
  "shared_buffers",
  "shared_memory_type",
  "shared_preload_libraries",
  "subtransaction_buffers",
  "superuser_reserved_connections",
  "track_activity_query_size",
  "track_commit_timestamp",
  "transaction_buffers",
  "wal_buffers",
  "wal_decode_buffer_size",
  "wal_level",
  "wal_log_hints",
  // Of RDS.
  "rds.custom_dns_resolution",
  "rds.logical_replication",
  "rds.rds_superuser_reserved_connections",
  "rds.restrict_password_commands",
  // Of extensions.
  "cron.database_name",
  "cron.host",
  "cron.log_run",
  "cron.max_running_jobs",
  "cron.use_background_workers",
  "pg_prewarm.autoprewarm",
  "pg_stat_statements.max",
  "pglogical.batch_inserts",
  "pglogical.use_spi",
];

/** Sets the parameters of a parameter group: the defaults, and those that are given. */
export function setParameters(group: DbParameterGroup, given: Readonly<Record<string, string>>): void {
  if (mayHave(given)) {
    addBlocks(group, "parameter", merged(defaultParameters, given), ({ key, value }) => ({
      name: key,
      value,
      apply_method: choose(isOneOf(key, staticParameters), "pending-reboot", "immediate"),
    }));
  } else {
    const parameters = Object.entries(defaultParameters).map(([name, value]) => ({ name, value }));
    group.putParameter(parameters.map((parameter) => ({ ...parameter, applyMethod: "immediate" })));
  }
}
