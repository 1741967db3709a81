import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { Construct } from "constructs";
import { eachOf } from "../../kit/terms";
import type { ClusterConfig } from "./schema";

/**
 * The security group whose rules decide which clients outside of the cluster may connect to the private endpoint. The
 * group that EKS creates for the cluster has rules for its members only.
 * https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export function endpointSecurityGroup(scope: Construct, config: ClusterConfig): SecurityGroup {
  const name = `${config.name}-cluster-endpoint`;
  const group = new SecurityGroup(scope, "endpoint", {
    name,
    description: "Clients of the private cluster endpoint",
    vpcId: config.vpcId,
    tags: { Name: name },
  });
  const https = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
  const block = eachOf(config.privateAccessCidrs);
  new VpcSecurityGroupIngressRule(scope, "endpoint_from_cidr", {
    forEach: block,
    ...https,
    cidrIpv4: block.value,
    description: "Private clients",
  });
  const client = eachOf(config.privateAccessSecurityGroupIds);
  new VpcSecurityGroupIngressRule(scope, "endpoint_from_group", {
    forEach: client,
    ...https,
    referencedSecurityGroupId: client.value,
    description: client.key,
  });
  return group;
}
