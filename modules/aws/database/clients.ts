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
  const further = (
    id: string,
    clients: Readonly<Record<string, string>>,
    from: (client: string) => { referencedSecurityGroupId: string } | { cidrIpv4: string },
  ) => {
    if (!mayHave(clients)) {
      return [];
    }
    const client = eachOf(clients);
    return [
      new VpcSecurityGroupIngressRule(scope, id, {
        forEach: client,
        ...postgresql,
        ...from(client.value),
        description: client.key,
      }),
    ];
  };
  return [
    new VpcSecurityGroupIngressRule(scope, "from_clients", {
      ...postgresql,
      referencedSecurityGroupId: config.clientSecurityGroupId,
      description: "PostgreSQL from members of the database-client group",
    }),
    ...further("from_group", config.clientSecurityGroupIds, (id) => ({ referencedSecurityGroupId: id })),
    ...further("from_cidr", config.clientCidrs, (cidrIpv4) => ({ cidrIpv4 })),
  ];
}
