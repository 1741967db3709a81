/**
 * Names of the namespaces that the platform uses. Add-ons have them as the default of `namespace`; the platform layer
 * makes all of them but `kube-system`, which every cluster has.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
 */
export const namespaces = {
  /** Components of Kubernetes and EKS. */
  system: "kube-system",
  /** Prometheus, Alertmanager, Grafana, Loki, Alloy. */
  monitoring: "monitoring",
  /** external-secrets. */
  secrets: "external-secrets",
  /** The application. */
  application: "artist",
  /** The Job that makes the application's database roles, with the password of the master user. */
  databaseRoles: "artist-database-roles",
} as const;
