import { Addon } from "../addon";
import { Logging } from "../logging";
import { alloy, logCollectorSchema, type LogCollectorConfig } from "./schema";
import { alloyValues } from "./values";

export * from "./schema";

/**
 * Grafana Alloy on every node: it sends what the containers write to stdout and stderr, and the events of Kubernetes, to
 * Loki. https://grafana.com/docs/alloy/latest/
 */
export class LogCollector extends Addon<LogCollectorConfig> {
  static readonly schema = logCollectorSchema;
  static readonly chart = alloy;
  // It sends to Loki, which comes after the CRD of the ServiceMonitor.
  static override readonly needs = [Logging];

  protected override values() {
    return alloyValues;
  }
}
