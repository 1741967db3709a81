import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { Construct } from "constructs";
import { eachOf, mayHave } from "../../kit/terms";
import type { DatabaseConfig } from "./schema";

/** TCP port of the server. */
export const port = 5432;

/** The rules of the security group of a database, which admit its clients. */
export function clientRules(
  scope: Construct,
  securityGroupId: string,
  config: DatabaseConfig,
): VpcSecurityGroupIngressRule[] {
  const postgresql = { securityGroupId, ipProtocol: "tcp", fromPort: port, toPort: port };
  const rules = [
    new VpcSecurityGroupIngressRule(scope, "from_clients", {
      ...postgresql,
      referencedSecurityGroupId: config.clientSecurityGroupId,
      description: "PostgreSQL from members of the database-client group",
    }),
  ];
  if (mayHave(config.clientSecurityGroupIds)) {
    const group = eachOf(config.clientSecurityGroupIds);
    rules.push(
      new VpcSecurityGroupIngressRule(scope, "from_group", {
        forEach: group,
        ...postgresql,
        referencedSecurityGroupId: group.value,
        description: group.key,
      }),
    );
  }
  if (mayHave(config.clientCidrs)) {
    const block = eachOf(config.clientCidrs);
    rules.push(
      new VpcSecurityGroupIngressRule(scope, "from_cidr", {
        forEach: block,
        ...postgresql,
        cidrIpv4: block.value,
        description: block.key,
      }),
    );
  }
  return rules;
}
