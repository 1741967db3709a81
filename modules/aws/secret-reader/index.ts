import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { applyCommon, rolePathOf } from "../common";
import { secretReaderContract, secretReaderSchema, type SecretReaderConfig } from "./schema";

export * from "./schema";

/**
 * An IAM role that reads the given secrets and no other. A SecretStore of external-secrets names it, so that whoever uses
 * the store reads what the store is for.
 * https://external-secrets.io/latest/provider/aws-access/
 *
 * @example new SecretReader(this, "grafana_secrets", { name: "artist-staging-secrets-grafana", accountId,
 *   assumedBy: controllerRoleArn, externalId: "monitoring", secretArns: [adminSecretArn], kmsKeyArn: key.arn });
 */
export class SecretReader extends Construct {
  static readonly schema = secretReaderSchema;
  static readonly contract = secretReaderContract;
  readonly outputs: ContractValues<typeof secretReaderContract>;

  constructor(scope: Construct, id: string, config: SecretReaderConfig) {
    super(scope, id);
    const { secretArns, kmsKeyArn } = config;
    const role = new IamRole(this, "Default", {
      name: config.name,
      assumeRolePolicy: this.trust(config).json,
    });
    const policy = new DataAwsIamPolicyDocument(this, "secrets", {
      statement: [
        {
          // https://external-secrets.io/latest/provider/aws-secrets-manager/#iam-policy
          sid: "Read",
          actions: [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetResourcePolicy",
            "secretsmanager:GetSecretValue",
            "secretsmanager:ListSecretVersionIds",
          ],
          resources: secretArns,
        },
        {
          // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
          sid: "Decrypt",
          actions: ["kms:Decrypt"],
          resources: [kmsKeyArn],
          condition: [{ test: "StringLike", variable: "kms:ViaService", values: ["secretsmanager.*"] }],
        },
      ],
    });
    const permissions = new IamRolePolicy(this, "policy", {
      name: "secrets",
      role: role.name,
      policy: policy.json,
    });
    applyCommon(this, config);
    const { partition } = new DataAwsPartition(this, "partition");
    // Not the role's own attribute: a store that names the role also depends on its permissions.
    this.outputs = {
      role_arn: `arn:${partition}:iam::${config.accountId}:role${rolePathOf(config)}${permissions.role}`,
      role_name: permissions.role,
    };
  }

  /**
   * The principal is the account with a condition, because a role that does not exist is refused as a principal, and one that
   * is created again is another principal.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
   */
  private trust({ accountId, assumedBy, externalId }: SecretReaderConfig) {
    const principals = [{ type: "AWS", identifiers: [accountId] }];
    const caller = { test: "ArnEquals", variable: "aws:PrincipalArn", values: [assumedBy] };
    return new DataAwsIamPolicyDocument(this, "trust", {
      statement: [
        {
          sid: "Assume",
          actions: ["sts:AssumeRole"],
          principals,
          condition: [caller, { test: "StringEquals", variable: "sts:ExternalId", values: [externalId] }],
        },
        // The session tags of EKS Pod Identity are transitive: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
        { sid: "Tags", actions: ["sts:TagSession"], principals, condition: [caller] },
      ],
    });
  }
}
