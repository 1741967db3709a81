import type { AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { Account } from "../config";

/** Services of the AWS provider that this estate uses, by the provider's names. EKS has an emulator of its own. */
const services = [
  "acm",
  "cloudwatch",
  "ec2",
  "ecr",
  "elbv2",
  "events",
  "iam",
  "kms",
  "logs",
  "rds",
  "route53",
  "s3",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "sts",
] as const;

// The emulators take any credentials; these open nothing.
const credentials = { accessKey: "emulator", secretKey: "emulator" };

/** Settings of the AWS provider for an account that is emulated; nothing for a real one. */
export function emulatedAws({ emulator }: Account): Partial<AwsProviderConfig> {
  if (!emulator) {
    return {};
  }
  const endpoints = Object.fromEntries(services.map((service) => [service, emulator.endpoint]));
  return {
    ...credentials,
    s3UsePathStyle: true,
    skipMetadataApiCheck: "true",
    endpoints: [{ ...endpoints, eks: emulator.eksEndpoint }],
  };
}

/** Settings of the S3 backend and of remote states for an account that is emulated; nothing for a real one. */
export function emulatedState({ emulator }: Account) {
  if (!emulator) {
    return {};
  }
  const { endpoint } = emulator;
  return {
    ...credentials,
    usePathStyle: true,
    skipMetadataApiCheck: true,
    endpoints: { s3: endpoint, sts: endpoint, iam: endpoint },
  };
}
