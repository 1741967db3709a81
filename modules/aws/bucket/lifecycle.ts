import type { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Token } from "cdktf";
import { addBlocks, ifGiven, nestedBlocks } from "../../kit/blocks";
import type { BucketConfig } from "./schema";

/** Adds the rules for current objects to the lifecycle of a bucket, after the rule for replaced versions. */
export function addLifecycleRules(lifecycle: S3BucketLifecycleConfiguration, config: BucketConfig): void {
  addBlocks(lifecycle, "rule", config.lifecycleRules, ({ key, field }) => ({
    id: key,
    status: "Enabled",
    filter: [{ prefix: field("prefix") }],
    expiration: nestedBlocks(ifGiven(field("expirationDays") as string | undefined), ({ value }) => ({
      days: Token.asNumber(value),
    })),
    noncurrent_version_expiration: nestedBlocks(
      ifGiven(field("noncurrentVersionDays") as string | undefined),
      ({ value }) => ({ noncurrent_days: Token.asNumber(value) }),
    ),
    transition: nestedBlocks(field("transitions"), (transition) => ({
      days: Token.asNumber(transition.value),
      storage_class: transition.key,
    })),
  }));
}
