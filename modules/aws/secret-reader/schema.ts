import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { accountId, arn, kmsKeyArn, list, nonEmpty, roleArn } from "../../kit/rules";
import { podIdentitySchema } from "../pod-identity/schema";
import { roleInputs, taggedInputs } from "../common";

/** Inputs of a reader of secrets. */
export const secretReaderSchema = z
  .strictObject({
    name: podIdentitySchema.shape.name,
    accountId: accountId.describe("ID of the AWS account of both roles"),
    assumedBy: roleArn
      .meta({ example: "arn:aws:iam::123456789012:role/artist-example-external-secrets" })
      .describe("ARN of the IAM role that may assume this one. It may be created later"),
    externalId: nonEmpty
      .meta({ example: "artist" })
      .describe(
        "[External ID](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html) that the caller must give: the namespace of the SecretStore",
      ),
    secretArns: list(arn, "one or more ARNs of secrets", 1)
      .meta({ example: ["arn:aws:secretsmanager:us-east-1:123456789012:secret:artist-example/api-keys/*"] })
      .describe(
        "ARNs of the Secrets Manager secrets that the role may read. `-??????` or `*` at the end matches the suffix that Secrets Manager adds to the name",
      ),
    kmsKeyArn: kmsKeyArn.describe("ARN of the KMS key that encrypts the secrets"),
    ...taggedInputs,
    ...roleInputs,
  })
  .describe(
    "An IAM role that reads the given secrets and no other. Only one other role may assume it, that of external-secrets for example",
  );

/** Configuration of {@link SecretReader}. */
export type SecretReaderConfig = z.infer<typeof secretReaderSchema>;

/** Outputs of a reader of secrets. */
export const secretReaderContract = new Contract({
  role_arn: text("ARN of the IAM role"),
  role_name: text("Name of the IAM role"),
});
