import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { ifAny, onlyIf } from "../../kit/terms";
import { serviceTrust } from "../service-trust";
import { applyCommon, withTags } from "../common";
import { accessInstanceContract, accessInstanceSchema, type AccessInstanceConfig } from "./schema";

export * from "./schema";

/**
 * Permissions of the SSM Agent for sessions only. The managed policy AmazonSSMManagedInstanceCore could also read all
 * parameters of the account.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
const sessionActions = [
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

/**
 * An optional instance in a private subnet, through which administrators connect to a private endpoint of EKS with
 * Session Manager port forwarding. It has no inbound rule, no key pair and no public address, and connects only by HTTPS.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
 */
export class AccessInstance extends Construct {
  static readonly schema = accessInstanceSchema;
  static readonly contract = accessInstanceContract;
  readonly outputs: ContractValues<typeof accessInstanceContract>;

  constructor(scope: Construct, id: string, config: AccessInstanceConfig) {
    super(scope, id);
    const count = onlyIf(config.enabled);
    const { role, profile } = this.profile(config.name, count);
    const group = this.securityGroup(config, count);
    const image = new DataAwsSsmParameter(this, "image", {
      count,
      name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    });
    const instance = new Instance(this, "Default", {
      count,
      ami: ifAny(image, "insecure_value"),
      instanceType: "t4g.nano",
      subnetId: Token.asString(Fn.element(config.subnetIds, 0)),
      vpcSecurityGroupIds: [group],
      iamInstanceProfile: ifAny(profile, "name"),
      associatePublicIpAddress: false,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: {
        encrypted: true,
        volumeType: "gp3",
        volumeSize: 8,
        tags: withTags(this, config.tags),
      },
      tags: { Name: config.name },
      // A new image of AWS replaces the instance only when an operator asks for it.
      lifecycle: { ignoreChanges: ["ami"] },
    });
    applyCommon(this, config);
    this.outputs = {
      access_instance_id: ifAny(instance, "id"),
      access_instance_security_group_id: group,
      access_instance_role_arn: ifAny(role, "arn"),
    };
  }

  private profile(name: string, count: number) {
    const { dnsSuffix } = new DataAwsPartition(this, "partition");
    const trust = serviceTrust(this, `ec2.${dnsSuffix}`);
    const role = new IamRole(this, "role", { count, name, assumeRolePolicy: trust });
    // These actions support no resource ARN.
    const sessions = new DataAwsIamPolicyDocument(this, "sessions", {
      statement: [{ sid: "Sessions", actions: sessionActions, resources: ["*"] }],
    });
    const permissions = new IamRolePolicy(this, "permissions", {
      count,
      name: "sessions",
      role: ifAny(role, "name"),
      policy: sessions.json,
    });
    const profile = new IamInstanceProfile(this, "profile", {
      count,
      name,
      role: ifAny(role, "name"),
      dependsOn: [permissions],
    });
    return { role, profile };
  }

  private securityGroup(
    { name, vpcId, endpointSecurityGroupId }: AccessInstanceConfig,
    count: number,
  ): string {
    const group = new SecurityGroup(this, "group", {
      count,
      name,
      description: "Instance for connections to the cluster endpoint",
      vpcId,
      tags: { Name: name },
    });
    const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    new VpcSecurityGroupEgressRule(this, "to_https", {
      count,
      securityGroupId: ifAny(group, "id"),
      description: "Systems Manager and the cluster endpoint",
      ...https,
      cidrIpv4: "0.0.0.0/0",
    });
    new VpcSecurityGroupIngressRule(this, "to_endpoint", {
      count,
      securityGroupId: endpointSecurityGroupId,
      description: "Access instance",
      ...https,
      referencedSecurityGroupId: ifAny(group, "id"),
    });
    return ifAny(group, "id");
  }
}
