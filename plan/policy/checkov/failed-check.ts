/** A check that a resource or data source of a stack does not pass. */
export interface FailedCheck {
  readonly stack: string;
  /** Address without the key of an instance, such as `aws_subnet.private` or `data.aws_iam_policy_document.trust`. */
  readonly address: string;
  /** Such as `CKV_AWS_24`. https://www.checkov.io/5.Policy%20Index/terraform.html */
  readonly id: string;
  /** What the check requires. */
  readonly requirement: string;
}
