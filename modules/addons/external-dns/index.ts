import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { containerResources } from "../../kubernetes/resources";
import { Addon } from "../addon";
import { PrometheusOperatorCrds } from "../prometheus-operator-crds";
import { externalDns, externalDnsSchema, type ExternalDnsConfig } from "./schema";

export * from "./schema";

const serviceAccount = "external-dns";

/**
 * external-dns: a record of Route 53 for the host of each Ingress, which points to its load balancer.
 * https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
 */
export class ExternalDns extends Addon<ExternalDnsConfig> {
  static readonly schema = externalDnsSchema;
  static readonly chart = externalDns;
  // The chart makes a ServiceMonitor.
  static override readonly needs = [PrometheusOperatorCrds];

  protected override identity({ name, clusterName, hostedZoneId }: ExternalDnsConfig) {
    const { partition } = new DataAwsPartition(this, "partition");
    return {
      roleName: `${name}-external-dns`,
      clusterName,
      serviceAccount,
      policyName: "records",
      statements: [
        {
          sid: "Records",
          actions: [
            "route53:ChangeResourceRecordSets",
            "route53:ListResourceRecordSets",
            "route53:ListTagsForResources",
          ],
          resources: [`arn:${partition}:route53:::hostedzone/${hostedZoneId}`],
        },
        // This action supports no resource ARN.
        { sid: "FindZones", actions: ["route53:ListHostedZones"], resources: ["*"] },
      ],
    };
  }

  /** https://github.com/kubernetes-sigs/external-dns/tree/master/charts/external-dns */
  protected override values(config: ExternalDnsConfig) {
    return {
      provider: { name: "aws" },
      sources: ["ingress"],
      domainFilters: [config.domainName],
      // Records are also deleted: with an Ingress, also when the stage is destroyed.
      policy: "sync",
      // A TXT record names the owner of each record, so that records of others are never changed.
      registry: "txt",
      txtOwnerId: config.clusterName,
      txtPrefix: "external-dns-",
      extraArgs: [`--zone-id-filter=${config.hostedZoneId}`, "--aws-zone-type=public"],
      env: [{ name: "AWS_DEFAULT_REGION", value: config.region }],
      serviceAccount: { create: true, name: serviceAccount },
      resources: containerResources("10m", "64Mi", "128Mi"),
      serviceMonitor: { enabled: true },
    };
  }
}
