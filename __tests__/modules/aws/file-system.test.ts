import { applicationUserId } from "../../../modules/app/charts";
import { FileSystem } from "../../../modules/aws/file-system";
import { appValues, render, podTemplates } from "../../charts/rendering";
import { synthesizeModule } from "../../support/modules";

const json = synthesizeModule(FileSystem, {
  name: "media",
  kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1",
  vpcId: "vpc-0a",
  subnetIdsByZone: { "us-east-1a": "subnet-0a", "us-east-1b": "subnet-0b" },
  clientSecurityGroupId: "sg-0a",
});
const only = (type: string) => {
  const [[, block] = [], ...others] = Object.entries(json.resources(type));
  expect(others).toEqual([]);
  return block;
};

describe("a file system", () => {
  it("is encrypted with the given key, and backed up", () => {
    const key = "arn:aws:kms:us-east-1:123456789012:key/1";
    expect(only("aws_efs_file_system")).toMatchObject({ encrypted: true, kms_key_id: key });
    expect(only("aws_efs_backup_policy")?.["backup_policy"]).toEqual({ status: "ENABLED" });
  });

  it("has a mount target in each zone, by the name of the zone, and none without its policy and its rule", () => {
    const target = only("aws_efs_mount_target");
    expect(target?.["for_each"]).toEqual({ "us-east-1a": "subnet-0a", "us-east-1b": "subnet-0b" });
    expect(target?.["depends_on"].map((address: string) => address.split(".")[0])).toEqual([
      "aws_efs_file_system_policy",
      "aws_vpc_security_group_ingress_rule",
    ]);
  });

  it("gives all files to the user of the application, whatever user a client has", () => {
    const { posix_user, root_directory } = only("aws_efs_access_point") ?? {};
    expect(posix_user).toEqual({ uid: applicationUserId, gid: applicationUserId });
    expect(root_directory.path).not.toBe("/");
    for (const { template } of podTemplates(render("artist", appValues))) {
      expect(template.spec.securityContext.runAsUser).toBe(applicationUserId);
    }
  });
});
