/**
 * All versions. A change applies to every stage.
 * Kubernetes versions that EKS supports: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */

/** Kubernetes minor version of the EKS cluster. The machine-local API server has the same minor version. */
export const kubernetesVersion = "1.36";

/** A Kubernetes version on EKS. Dates are UTC, `YYYY-MM-DD`. */
export interface EksVersion {
  /** Release on EKS; undefined if not known here. */
  readonly released?: string;
  /** End of standard support. With `supportType: "STANDARD"`, EKS then upgrades the control plane by itself. */
  readonly standardSupportEnd: string;
  /** End of extended support, which costs more per hour. */
  readonly extendedSupportEnd: string;
  /**
   * Release of the Amazon Linux 2023 image of the nodes. Nodes that run a newer one would be replaced by older ones, so
   * raise it to the newest before a deployment, and never lower it:
   * `aws ssm get-parameter --query Parameter.Value --output text --name
   * /aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/standard/recommended/release_version`
   * https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
   */
  readonly nodeRelease?: string;
}

/**
 * Kubernetes versions on EKS, also listed by `aws eks describe-cluster-versions`.
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html#kubernetes-release-calendar
 */
export const eksVersions: Readonly<Record<string, EksVersion>> &
  Record<typeof kubernetesVersion, EksVersion> = {
  "1.36": {
    standardSupportEnd: "2027-08-02",
    extendedSupportEnd: "2028-08-02",
    nodeRelease: "1.36.4-20260930",
  },
  "1.35": {
    released: "2026-01-27",
    standardSupportEnd: "2027-03-27",
    extendedSupportEnd: "2028-03-27",
    nodeRelease: "1.35.8-20260930",
  },
  "1.34": { released: "2025-10-02", standardSupportEnd: "2026-12-02", extendedSupportEnd: "2027-12-02" },
  "1.33": { released: "2025-05-29", standardSupportEnd: "2026-07-29", extendedSupportEnd: "2027-07-29" },
};

/** Lowest Terraform version: 1.11 introduced write-only arguments, which keep passwords out of states. */
export const terraformVersion = ">= 1.11.0";

/**
 * Terraform providers. `version`: the version of the bindings in package.json, which the stacks pin. `accepted`: the
 * version constraint of the importable modules, for the major versions that they were validated with.
 */
export const providerVersions = {
  aws: { source: "hashicorp/aws", version: "5.100.0", accepted: ">= 5.100, < 6.0" },
  helm: { source: "hashicorp/helm", version: "3.1.1", accepted: ">= 3.1, < 4.0" },
  kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0", accepted: ">= 2.38, < 3.0" },
} as const;

/** PostgreSQL. `engineVersion`: RDS applies minor versions in the maintenance window. `image`: client of the roles Job. */
export const postgresql = {
  engineVersion: "17",
  image: "public.ecr.aws/docker/library/postgres:17.6-alpine3.22",
} as const;

/**
 * EKS add-ons for `kubernetesVersion`, listed by `aws eks describe-addon-versions --kubernetes-version 1.36`.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
 */
export const eksAddonVersions = {
  "vpc-cni": "v1.23.2-eksbuild.1",
  "kube-proxy": "v1.36.0-eksbuild.45",
  coredns: "v1.14.7-eksbuild.11",
  "eks-pod-identity-agent": "v1.4.0-eksbuild.3",
  "aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
  // The HorizontalPodAutoscalers read CPU and memory of pods from it.
  "metrics-server": "v0.9.0-eksbuild.11",
} as const;

/** A third-party Helm chart, with its repository and pinned version. */
export interface ChartVersion {
  /** Chart name. */
  readonly chart: string;
  /** Helm repository (`https://…`) or OCI registry (`oci://…`) that publishes the chart. */
  readonly repository: string;
  /** Exact chart version. */
  readonly version: string;
}

/** Third-party Helm charts. https://helm.sh/docs/topics/charts/ */
export const chartVersions = {
  prometheusOperatorCrds: {
    chart: "prometheus-operator-crds",
    repository: "https://prometheus-community.github.io/helm-charts",
    version: "31.0.1",
  },
  loadBalancerController: {
    chart: "aws-load-balancer-controller",
    repository: "https://aws.github.io/eks-charts",
    version: "3.5.0",
  },
  externalDns: {
    chart: "external-dns",
    repository: "https://kubernetes-sigs.github.io/external-dns",
    version: "1.21.1",
  },
  efsCsiDriver: {
    chart: "aws-efs-csi-driver",
    repository: "https://kubernetes-sigs.github.io/aws-efs-csi-driver",
    version: "4.4.1",
  },
  karpenterCrds: {
    chart: "karpenter-crd",
    repository: "oci://public.ecr.aws/karpenter",
    version: "1.14.1",
  },
  karpenter: {
    chart: "karpenter",
    repository: "oci://public.ecr.aws/karpenter",
    version: "1.14.1",
  },
  externalSecrets: {
    chart: "external-secrets",
    repository: "https://charts.external-secrets.io",
    version: "2.9.0",
  },
  kubePrometheusStack: {
    chart: "kube-prometheus-stack",
    repository: "https://prometheus-community.github.io/helm-charts",
    version: "88.5.3",
  },
  loki: {
    chart: "loki",
    repository: "https://grafana-community.github.io/helm-charts",
    version: "18.11.0",
  },
  alloy: {
    chart: "alloy",
    repository: "https://grafana.github.io/helm-charts",
    version: "1.11.1",
  },
} as const satisfies Record<string, ChartVersion>;
