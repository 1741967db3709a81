import { projectPath } from "../kit/project-path";
import type { ChartRelease } from "../kubernetes/helm-release";
import { namespaces } from "../kubernetes/namespaces";

/** Service accounts, secrets, network policies and database roles: complete before {@link artist} is installed. */
export const artistBase = {
  folder: projectPath("charts", "artist-base"),
  release: "artist-base",
  namespace: namespaces.application,
} as const satisfies ChartRelease;

/** POSIX user and group of the application's processes: the chart {@link artist} has the same. */
export const applicationUserId = 1000;

/** API, workers and the migration of the database. */
export const artist = {
  folder: projectPath("charts", "artist"),
  release: "artist",
  namespace: namespaces.application,
} as const satisfies ChartRelease;
