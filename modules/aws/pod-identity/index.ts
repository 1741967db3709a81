import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { eachOf } from "../../kit/terms";
import { serviceTrust } from "../service-trust";
import { applyCommon } from "../common";
import { podIdentityContract, podIdentitySchema, type PodIdentityConfig } from "./schema";

export * from "./schema";

/**
 * An IAM role that the pods of one service account of one cluster, and nothing else, assume through EKS Pod Identity.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 */
export class PodIdentity extends Construct {
  static readonly schema = podIdentitySchema;
  static readonly contract = podIdentityContract;
  readonly outputs: ContractValues<typeof podIdentityContract>;
  /** What a release depends on, so that its pods have the role and its permissions as long as they run. */
  readonly association: ITerraformDependable;

  constructor(scope: Construct, id: string, config: PodIdentityConfig) {
    super(scope, id);
    const trust = serviceTrust(this, "pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]);
    const role = new IamRole(this, "role", { name: config.name, assumeRolePolicy: trust });
    const policy = eachOf(config.policies);
    const inline = new IamRolePolicy(this, "policy", {
      forEach: policy,
      name: policy.key,
      role: role.name,
      policy: policy.value,
    });
    const managedPolicy = eachOf(config.managedPolicies);
    const managed = new IamRolePolicyAttachment(this, "managed_policy", {
      forEach: managedPolicy,
      role: role.name,
      policyArn: managedPolicy.value,
    });
    this.association = new EksPodIdentityAssociation(this, "Default", {
      clusterName: config.clusterName,
      namespace: config.namespace,
      serviceAccount: config.serviceAccount,
      roleArn: role.arn,
      // The pods have all permissions from their start, and until they are gone.
      dependsOn: [inline, managed],
    });
    applyCommon(this, config);
    this.outputs = { role_arn: role.arn, role_name: role.name };
  }
}
