import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { merged } from "../../kit/terms";
import { namespaceContract, namespaceSchema, type NamespaceConfig } from "./schema";

export * from "./schema";

/** A Kubernetes namespace that enforces a Pod Security Standard. */
export class Namespace extends Construct {
  static readonly schema = namespaceSchema;
  static readonly contract = namespaceContract;
  readonly outputs: ContractValues<typeof namespaceContract>;

  constructor(scope: Construct, id: string, config: NamespaceConfig) {
    super(scope, id);
    const namespace = new NamespaceV1(this, "Default", {
      metadata: {
        name: config.name,
        labels: merged(config.labels, {
          "pod-security.kubernetes.io/enforce": config.podSecurity,
          "pod-security.kubernetes.io/warn": config.podSecurity,
        }),
      },
    });
    this.outputs = { namespace: namespace.metadata.name };
  }
}
