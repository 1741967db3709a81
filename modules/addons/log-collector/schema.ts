import type { z } from "zod";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { plainAddonSchemaOf } from "../schema";

/** Chart and release of {@link LogCollector}. */
export const alloy = {
  ...chartVersions.alloy,
  release: "alloy",
  namespace: namespaces.monitoring,
} as const satisfies ChartRelease;

/** Inputs of {@link LogCollector}. */
export const logCollectorSchema = plainAddonSchemaOf(alloy).describe(
  "Grafana Alloy on every node, which sends the logs of all containers and the events of Kubernetes to Loki. Needs the release loki, in the same namespace. It mounts folders of the node, so the namespace must allow the Pod Security Standard `privileged`",
);

/** Configuration of {@link LogCollector}. */
export type LogCollectorConfig = z.infer<typeof logCollectorSchema>;
