import { allStacks, stackOf, type Stacks } from "../../support/prepared";
import { TerraformJson, type Block } from "../../support/terraform-json";
import { check, hasCheckov, type FailedCheck, type Findings } from "./checkov";
import { exceptions } from "./exceptions";

const isEmulated = (name: string) => /^(local|emulator)-/.test(name);
const stacks: Stacks = Object.fromEntries(Object.entries(allStacks()).filter(([name]) => !isEmulated(name)));

/** A copy of a stack with changed resources. */
function changed(name: string, change: (resources: Block) => void): TerraformJson {
  const json = structuredClone(stackOf(stacks, name).json);
  change(json["resource"]);
  return new TerraformJson(json);
}

/** Faults in copies of stacks, and the address and the check that name each. They prove that Checkov reads the stacks. */
const faulty: Stacks = {
  "faulty-data": changed("production-data", (resources) => {
    delete resources.aws_s3_bucket_server_side_encryption_configuration;
    delete resources.aws_s3_bucket_public_access_block;
    resources.aws_db_instance.database.storage_encrypted = false;
    resources.aws_vpc_security_group_ingress_rule.open = {
      security_group_id: "${aws_security_group.database_security_group.id}",
      description: "SSH",
      cidr_ipv4: "0.0.0.0/0",
      ip_protocol: "tcp",
      from_port: 22,
      to_port: 22,
    };
  }),
  "faulty-cluster": changed("production-cluster", (resources) => {
    delete resources.aws_eks_cluster.cluster.encryption_config;
    resources.aws_eks_cluster.cluster.vpc_config.endpoint_public_access = true;
    resources.aws_kms_key.cluster_secrets.enable_key_rotation = false;
  }),
};
const faults = [
  "faulty-data: aws_s3_bucket.logs: CKV_AWS_145",
  "faulty-data: aws_s3_bucket.logs: CKV2_AWS_6",
  "faulty-data: aws_db_instance.database: CKV_AWS_16",
  "faulty-data: aws_vpc_security_group_ingress_rule.open: CKV_AWS_24",
  "faulty-cluster: aws_eks_cluster.cluster: CKV_AWS_58",
  "faulty-cluster: aws_eks_cluster.cluster: CKV_AWS_39",
  "faulty-cluster: aws_kms_key.cluster_secrets: CKV_AWS_7",
];

const lineOf = ({ stack, address, id }: FailedCheck) => `${stack}: ${address}: ${id}`;

const isListed = ({ stack, address, id }: FailedCheck) =>
  exceptions.some(
    (exception) =>
      exception.id === id &&
      exception.addresses.includes(address) &&
      (exception.stack === undefined || exception.stack === stack),
  );

/** The pairs of an exception and an address that Checkov does not report any more. */
const outdated = (failed: readonly FailedCheck[]) =>
  exceptions.flatMap(({ id, addresses, stack }) =>
    addresses
      .filter(
        (address) =>
          !failed.some(
            (one) => one.id === id && one.address === address && [undefined, one.stack].includes(stack),
          ),
      )
      .map((address) => `${id}: ${address}`),
  );

if (hasCheckov()) {
  describe("Checkov", () => {
    let findings: Findings;
    let ofStacks: readonly FailedCheck[];

    beforeAll(async () => {
      findings = await check({ ...stacks, ...faulty });
      ofStacks = findings.failed.filter(({ stack }) => stack in stacks);
    }, 300_000);

    it("reads every stack of AWS", () => {
      expect(findings.stacks).toEqual(Object.keys({ ...stacks, ...faulty }).sort());
    });

    it("names faults by stack, address and check", () => {
      expect(findings.failed.map(lineOf)).toEqual(expect.arrayContaining(faults));
      expect(ofStacks.map(({ id }) => id)).not.toContain("CKV_AWS_24");
    });

    it("finds nothing in the stacks that is not in the table of exceptions", () => {
      const found = ofStacks.filter((failed) => !isListed(failed));
      expect([...new Set(found.map((failed) => `${lineOf(failed)}: ${failed.requirement}`))]).toEqual([]);
    });

    it("still reports each exception", () => {
      expect(outdated(ofStacks)).toEqual([]);
    });
  });
} else {
  it.skip("Checkov finds nothing in the stacks (not available: checkov, from PyPI)", () => undefined);
}
