import { remediesOf } from "../../terraform/remedies";

const aws = "https response error StatusCode: 400, RequestID: 1d3c9c2e";
const errors = {
  "log group": `Error: creating CloudWatch Logs Log Group (/aws/eks/artist-staging/cluster): operation error CloudWatch Logs: CreateLogGroup, ${aws}, ResourceAlreadyExistsException: The specified log group already exists

  with aws_cloudwatch_log_group.cluster_logs,
  on cdk.tf.json line 1, in resource.aws_cloudwatch_log_group.cluster_logs:
`,
  secret: `Error: creating Secrets Manager Secret (artist-staging/api-keys/SUNO_API_KEY): operation error Secrets Manager: CreateSecret, ${aws}, InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.

  with aws_secretsmanager_secret.api_keys["SUNO_API_KEY"],
  on cdk.tf.json line 1, in resource.aws_secretsmanager_secret.api_keys:
`,
};
const existing = errors.secret.replace(/InvalidRequest.*/, "ResourceExistsException: The operation failed.");
const folder = "cdktf.out/stacks/staging-data";
const remedies = {
  "log group": [
    "The log group /aws/eks/artist-staging/cluster exists and is not in the state. To use it:",
    `  terraform -chdir=${folder} import aws_cloudwatch_log_group.cluster_logs /aws/eks/artist-staging/cluster`,
    "Then deploy staging-data again.",
  ],
  secret: [
    "The secret artist-staging/api-keys/SUNO_API_KEY was deleted and is in its recovery window. To restore it with its value:",
    `  terraform -chdir=${folder} import 'aws_secretsmanager_secret.api_keys["SUNO_API_KEY"]' "$(aws secretsmanager restore-secret --region eu-west-1 --secret-id artist-staging/api-keys/SUNO_API_KEY --query ARN --output text)"`,
    "Then deploy staging-data again.",
  ],
};

describe("what exists and is not in the state", () => {
  it.each(["log group", "secret"] as const)("is imported with a command of the message: a %s", (kind) => {
    expect(remediesOf("staging-data", errors[kind], () => "eu-west-1")).toEqual(remedies[kind]);
  });

  it("is imported with its value: a secret that nobody deleted", () => {
    const expected = remedies.secret.map((line) => line.replace("restore-secret", "describe-secret"));
    expect(remediesOf("staging-data", existing, () => "eu-west-1").slice(1)).toEqual(expected.slice(1));
  });

  it("has no command for an emulated account, where the AWS CLI would change a real one", () => {
    expect(remediesOf("local-data", errors.secret, () => undefined)).toEqual([]);
  });

  it("has a command for each error of a run, and none for other errors", () => {
    const other = "Error: creating IAM Role (x): EntityAlreadyExists\n\n  with aws_iam_role.x,\n";
    const text = Object.values(errors).join("\n") + other;
    expect(remediesOf("staging-data", text, () => "eu-west-1")).toEqual(Object.values(remedies).flat());
    expect(remediesOf("staging-data", other, () => "eu-west-1")).toEqual([]);
  });
});
