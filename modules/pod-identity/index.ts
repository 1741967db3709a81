import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

/** What the pods of a service account may do. */
export interface PodIdentityConfig {
  /** Name of the IAM role. */
  readonly name: string;
  /** Name of the EKS cluster. */
  readonly clusterName: string;
  /** Namespace of the service account. */
  readonly namespace: string;
  /** Name of the service account. */
  readonly serviceAccount: string;
  /** Policy document as JSON. Default: none. */
  readonly policy?: string;
  /** ARN of a policy that AWS manages. Default: none. */
  readonly managedPolicyArn?: string;
}

/**
 * An IAM role that the pods of one service account of one cluster, and nothing else, assume through EKS Pod Identity.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 */
export class PodIdentity extends Construct {
  /** What a release must wait for, so that its pods start with the role. */
  readonly association: ITerraformDependable;

  constructor(scope: Construct, id: string, config: PodIdentityConfig) {
    super(scope, id);
    const trust = new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          actions: ["sts:AssumeRole", "sts:TagSession"],
          principals: [{ type: "Service", identifiers: ["pods.eks.amazonaws.com"] }],
        },
      ],
    });
    const role = new IamRole(this, "role", { name: config.name, assumeRolePolicy: trust.json });
    if (config.policy !== undefined) {
      new IamRolePolicy(this, "policy", { name: config.name, role: role.name, policy: config.policy });
    }
    if (config.managedPolicyArn !== undefined) {
      new IamRolePolicyAttachment(this, "managed_policy", {
        role: role.name,
        policyArn: config.managedPolicyArn,
      });
    }
    this.association = new EksPodIdentityAssociation(this, "Default", {
      clusterName: config.clusterName,
      namespace: config.namespace,
      serviceAccount: config.serviceAccount,
      roleArn: role.arn,
    });
  }
}
