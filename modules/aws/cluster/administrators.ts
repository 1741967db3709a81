import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsIamRoles } from "@cdktf/provider-aws/lib/data-aws-iam-roles";
import { DataAwsIamUsers } from "@cdktf/provider-aws/lib/data-aws-iam-users";
import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import { Fn, TerraformSelf } from "cdktf";
import type { Construct } from "constructs";
import { eachOf, format, instance, isAbove, matching, not, sizeOf } from "../../kit/terms";

/**
 * Lets a plan fail, before anything is created, if one of some IAM principals does not exist in this account, or exists
 * with another path: EKS refuses the access entry of such a principal after the cluster was created. Principals of other
 * accounts are not checked. https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export function checkPrincipals(scope: Construct, arns: string[]): void {
  const { accountId } = new DataAwsCallerIdentity(scope, "account");
  const requirement = (kind: "role" | "user") => {
    const expected = matching(arns, format(`^arn:[^:]+:iam::%s:${kind}/.*$`, accountId));
    const missing = Fn.setsubtract(expected, TerraformSelf.getAny("arns"));
    return {
      postcondition: [
        {
          condition: not(isAbove(sizeOf(missing), 0)),
          errorMessage: Fn.format(
            `No IAM ${kind} has this ARN: %s. The administrators of a cluster must exist; the ARN includes the path.`,
            [Fn.join(", ", missing)],
          ),
        },
      ],
    };
  };
  new DataAwsIamRoles(scope, "roles", { lifecycle: requirement("role") });
  new DataAwsIamUsers(scope, "users", { lifecycle: requirement("user") });
}

/** Access entries of the IAM principals that administer a cluster. */
export function administratorAccess(
  scope: Construct,
  clusterName: string,
  arns: Readonly<Record<string, string>>,
  partition: string,
): void {
  const principal = eachOf(arns);
  const entry = new EksAccessEntry(scope, "administrator", {
    forEach: principal,
    clusterName,
    principalArn: principal.value,
  });
  new EksAccessPolicyAssociation(scope, "administrator_policy", {
    forEach: principal,
    clusterName,
    principalArn: instance(entry, principal.key, "principal_arn"),
    policyArn: `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
    accessScope: { type: "cluster" },
  });
}
