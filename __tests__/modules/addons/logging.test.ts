import { parse } from "yaml";
import { Logging } from "../../../modules/addons/logging";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/data";
const bucketArn = "arn:aws:s3:::artist-test-logs";

const logging = (options: { retentionDays?: number } = {}) =>
  synthesizeModule(Logging, {
    name: "artist-test",
    region: "eu-central-1",
    clusterName: "artist-test",
    kmsKeyArn,
    bucketName: "artist-test-logs",
    bucketArn,
    ...options,
  });

const values = (options?: { retentionDays?: number }) =>
  parse(logging(options).resource("helm_release.logging").values[0]);

describe("Loki", () => {
  it.each([
    [undefined, "720h"],
    [1, "24h"],
    [365, "8760h"],
  ])("with retentionDays %s deletes logs after %s", (retentionDays, period) => {
    const { limits_config, compactor } = values({ retentionDays }).loki;
    expect(limits_config.retention_period).toBe(period);
    // Without both of them nothing is deleted.
    expect(compactor).toEqual({ retention_enabled: true, delete_request_store: "s3" });
  });

  it("stores its chunks in the given bucket", () => {
    const { loki } = values();
    expect(loki.storage).toMatchObject({
      type: "s3",
      bucketNames: { chunks: "artist-test-logs", ruler: "artist-test-logs" },
      s3: { region: "eu-central-1" },
    });
    expect(loki.schemaConfig.configs).toEqual([expect.objectContaining({ object_store: "s3" })]);
  });

  it("may only read and write objects of its bucket and use the key of the bucket", () => {
    const allowed = logging()
      .statements("logging_policy")
      .flatMap(({ actions, resources }) => actions.map((action: string) => [action, ...resources].join(" ")));
    expect(allowed.sort()).toEqual([
      `kms:Decrypt ${kmsKeyArn}`,
      `kms:GenerateDataKey ${kmsKeyArn}`,
      `s3:DeleteObject ${bucketArn}/*`,
      `s3:GetObject ${bucketArn}/*`,
      `s3:ListBucket ${bucketArn}`,
      `s3:PutObject ${bucketArn}/*`,
    ]);
  });

  it("has the service account of its role, and a volume of the cluster's StorageClass", () => {
    const { service_account } = logging().resource("aws_eks_pod_identity_association.logging_identity");
    const { serviceAccount, singleBinary } = values();
    expect(serviceAccount.name).toBe(service_account);
    expect(singleBinary.persistence).toMatchObject({ enabled: true, storageClass: "gp3" });
  });
});
