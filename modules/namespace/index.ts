import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { Construct } from "constructs";

/** What a namespace is made from. */
export interface NamespaceConfig {
  readonly name: string;
  /** Pod Security Standard that is enforced. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
  readonly podSecurity: "privileged" | "baseline" | "restricted";
}

/** A Kubernetes namespace that enforces a Pod Security Standard. */
export class Namespace extends Construct {
  /** Name of the namespace, known once it exists. */
  readonly name: string;

  constructor(scope: Construct, id: string, config: NamespaceConfig) {
    super(scope, id);
    const namespace = new NamespaceV1(this, "Default", {
      metadata: {
        name: config.name,
        labels: {
          "pod-security.kubernetes.io/enforce": config.podSecurity,
          "pod-security.kubernetes.io/warn": config.podSecurity,
        },
      },
    });
    this.name = namespace.metadata.name;
  }
}
