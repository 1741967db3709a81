import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { commonOf, type CommonConfig } from "../aws/common";
import { PodIdentity } from "../aws/pod-identity";
import type { ContractValues } from "../kit/contract";
import { HelmRelease, type HelmReleaseConfig } from "../kubernetes/helm-release";
import type { ReleaseClass } from "./needs";
import { addonContract } from "./schema";

/** Inputs that the base class uses itself. */
export interface AddonConfig extends Partial<CommonConfig> {
  /** Namespace of the release; it must exist. */
  readonly namespace: string;
  /** Where a third-party chart comes from instead of its repository. Default: the repository of the chart. */
  readonly chartMirror?: string;
}

/** The IAM role that the pods of an add-on assume. */
export interface AddonIdentity {
  /** Name of the IAM role. */
  readonly roleName: string;
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Service account of the pods, which the chart makes. */
  readonly serviceAccount: string;
  /** Name of the inline policy of the role. */
  readonly policyName: string;
  /** Statements of that policy. */
  readonly statements: DataAwsIamPolicyDocumentStatement[];
}

/**
 * An add-on: one Helm release and, where it calls AWS, the IAM role of its pods. A subclass declares
 * `static readonly schema` (inputs) and `static readonly chart` (chart, version, release name, namespace), and overrides
 * `needs`, `values` and `identity` where it has any. See docs/addons.md.
 *
 * @example
 * export class Keda extends Addon<KedaConfig> {
 *   static readonly schema = kedaSchema;
 *   static readonly chart = keda;
 * }
 */
export abstract class Addon<C extends AddonConfig> extends Construct {
  static readonly contract = addonContract;
  /** Add-ons that must be installed first. The platform layer orders its releases by them and checks them. */
  static readonly needs: readonly ReleaseClass[] = [];
  /** Values of the outputs. */
  readonly outputs: ContractValues<typeof addonContract>;
  /** The `helm_release`, for the `depends_on` of later resources. */
  readonly release: HelmRelease["release"];

  /**
   * @param after resources that must exist before the release. The platform layer passes the releases of `needs`; with
   * an add-on outside of the platform layer, the caller passes them.
   */
  constructor(scope: Construct, id: string, config: C, after: ITerraformDependable[] = []) {
    super(scope, id);
    const { chart } = new.target as unknown as ReleaseClass;
    const identity = this.identity?.(config);
    const association = identity ? [this.podIdentity(identity, config)] : [];
    this.release = new HelmRelease(this, "Default", {
      name: chart.release,
      namespace: config.namespace,
      chart,
      mirror: config.chartMirror,
      values: this.values?.(config) ?? {},
      timeout: chart.timeout,
      after: [...association, ...after],
    }).release;
    this.outputs = { release_name: this.release.name };
  }

  /** Values of the chart. Called by the constructor: it must not use fields of the subclass. Default none. */
  protected values?(config: C): HelmReleaseConfig["values"];

  /** Identity of the pods in AWS. Called by the constructor, as `values` is. Default none. */
  protected identity?(config: C): AddonIdentity;

  /** The association must exist before the pods: a pod gets the role only when it starts. */
  private podIdentity({ statements, roleName, policyName, ...pods }: AddonIdentity, config: AddonConfig) {
    const policy = new DataAwsIamPolicyDocument(this, "policy", { statement: statements });
    return new PodIdentity(this, "identity", {
      ...pods,
      ...commonOf({ tags: {}, ...config }),
      name: roleName,
      namespace: config.namespace,
      policies: { [policyName]: policy.json },
      managedPolicies: {},
    }).association;
  }
}
