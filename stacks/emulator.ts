import type { AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { Account } from "../config";

/**
 * Settings of the AWS provider for an account that is emulated; none for a real one. The endpoints are in the file: the
 * provider's own `endpoints` block costs each start 1.7 s of CPU, however short it is.
 */
export function emulatedAws({ emulator }: Account): Partial<AwsProviderConfig> {
  return emulator
    ? {
        sharedConfigFiles: [emulator.configFile],
        profile: emulator.profile,
        s3UsePathStyle: true,
        skipMetadataApiCheck: "true",
      }
    : {};
}

/** Settings of the S3 backend and of remote states for an account that is emulated; none for a real one. */
export function emulatedState({ emulator }: Account) {
  return emulator
    ? {
        sharedConfigFiles: [emulator.configFile],
        profile: emulator.profile,
        usePathStyle: true,
        skipMetadataApiCheck: true,
      }
    : {};
}
