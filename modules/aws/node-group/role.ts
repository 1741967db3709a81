import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { Construct } from "constructs";
import { eachOf } from "../../kit/terms";
import { serviceTrust } from "../service-trust";

/** What the kubelet and the container runtime of a node need. The VPC CNI and the EBS driver have roles of their own. */
const nodePolicies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

/**
 * The IAM role of nodes, and its permissions, which a node needs before it joins the cluster.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
export function nodeRole(
  scope: Construct,
  name: string,
): { readonly role: IamRole; readonly permissions: IamRolePolicyAttachment } {
  const { partition, dnsSuffix } = new DataAwsPartition(scope, "partition");
  const role = new IamRole(scope, "role", {
    name,
    assumeRolePolicy: serviceTrust(scope, `ec2.${dnsSuffix}`),
  });
  const policy = eachOf(nodePolicies);
  const permissions = new IamRolePolicyAttachment(scope, "permissions", {
    forEach: policy,
    role: role.name,
    policyArn: `arn:${partition}:iam::aws:policy/${policy.value}`,
  });
  return { role, permissions };
}
