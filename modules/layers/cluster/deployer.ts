import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsIamSessionContext } from "@cdktf/provider-aws/lib/data-aws-iam-session-context";
import { Fn, TerraformSelf } from "cdktf";
import type { Construct } from "constructs";
import { joined } from "../../kit/terms";

/**
 * Lets a plan fail, before anything is created, if the principal that runs Terraform is not an administrator of the
 * cluster: the platform layer, which runs as the same principal, would have no access to Kubernetes. Those that only plan
 * are let through: they need none. For a session of a role, AWS returns the ARN of the role with its path, as in the list.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_session_context
 */
export function requireAdministrator(scope: Construct, administrators: string[], planners: string[]): void {
  const caller = new DataAwsCallerIdentity(scope, "caller");
  const principal = TerraformSelf.getString("issuer_arn");
  new DataAwsIamSessionContext(scope, "deployer", {
    arn: caller.arn,
    lifecycle: {
      postcondition: [
        {
          condition: Fn.contains(joined(administrators, planners), principal),
          errorMessage: Fn.format(
            "%s runs Terraform, but is not an administrator of the cluster, so it would have no access to Kubernetes. Add its ARN to the administrators, or run Terraform as one of: %s.",
            [principal, Fn.join(", ", administrators)],
          ),
        },
      ],
    },
  });
}
