import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Backend, type DataTerraformRemoteStateS3Config, type S3BackendConfig } from "cdktf";
import type { Construct } from "constructs";
import { terraformVersion } from "../modules/versions";
import { allowDestroy, emulatedAws, emulatedState } from "./emulator";
import { ReadableStack } from "../modules/kit/readable-stack";
import { defaultTags, stateBucketName, stateKeyAlias, type Place } from "./place";
import { backendTexts } from "./texts";

/** Where the state of a stack is stored. https://developer.hashicorp.com/terraform/language/backend/s3 */
export function stateLocation({ account }: Place, stackId: string) {
  return {
    bucket: stateBucketName(account),
    key: `${stackId}.tfstate`,
    region: account.region,
    ...emulatedState(account),
  } satisfies DataTerraformRemoteStateS3Config;
}

/**
 * A stack of this project: state in the account's bucket under the stack's id with S3's own lock, one AWS provider that
 * refuses other accounts and tags everything, and resource addresses without hashes.
 */
export class LayerStack extends ReadableStack {
  constructor(
    scope: Construct,
    readonly stackId: string,
    readonly place: Place,
    tags: Record<string, string>,
  ) {
    super(scope, stackId);
    this.addOverride("terraform.required_version", terraformVersion);
    this.configureBackend();
    allowDestroy(this, place.account);
    new AwsProvider(this, "aws", {
      region: place.region,
      allowedAccountIds: [place.account.id],
      defaultTags: [{ tags: defaultTags(tags, stackId) }],
      ...emulatedAws(place.account),
    });
  }

  /** Where the states of other stacks of the same account are read from. */
  protected stateOf(stackId: string): DataTerraformRemoteStateS3Config {
    return stateLocation(this.place, stackId);
  }

  protected configureBackend(): void {
    const config = backendTexts({
      ...stateLocation(this.place, this.stackId),
      encrypt: true,
      kmsKeyId: stateKeyAlias,
      useLockfile: true, // not in cdktf's type, but emitted
    } satisfies S3BackendConfig & { useLockfile: boolean });
    new S3Backend(this, config);
  }
}
