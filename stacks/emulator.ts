import type { AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import { Aspects, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { Account } from "../config";

/**
 * Settings of the AWS provider for an emulated account; empty for a real one. The file has the endpoints, because an
 * `endpoints` block, even a short one, adds 1.7 s of CPU time to each start of the provider.
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

/** Settings of the S3 backend and of remote states for an emulated account; empty for a real one. */
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

/** Lets everything in an emulated account be destroyed, also what has `prevent_destroy` in a real one. */
export function allowDestroy(scope: Construct, { emulator }: Account): void {
  if (!emulator) {
    return;
  }
  Aspects.of(scope).add({
    visit: (construct) => {
      if (TerraformResource.isTerraformResource(construct) && construct.lifecycle?.preventDestroy) {
        construct.lifecycle = { ...construct.lifecycle, preventDestroy: false };
      }
    },
  });
}
