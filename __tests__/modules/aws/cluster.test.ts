import type { z } from "zod";
import { Cluster, type clusterSchema } from "../../../modules/aws/cluster";
import { kubernetesVersion } from "../../../modules/versions";
import { refusal } from "../../support/console";
import { synthesizeModule } from "../../support/modules";

const administrators = {
  platform: "arn:aws:iam::123456789012:role/Administrator",
  break_glass: "arn:aws:iam::123456789012:role/BreakGlass",
};

const cluster = (options: Partial<z.input<typeof clusterSchema>> = {}) =>
  synthesizeModule(Cluster, {
    name: "artist-test",
    vpcId: "vpc-0d",
    subnetIds: ["subnet-0a", "subnet-0b"],
    administrators,
    ...options,
  });

const eks = (options?: Parameters<typeof cluster>[0]) => cluster(options).resource("aws_eks_cluster.cluster");

describe("a cluster", () => {
  it("encrypts Kubernetes secrets with a KMS key of its own", () => {
    expect(eks().encryption_config).toEqual({
      provider: { key_arn: "${aws_kms_key.cluster_secrets.arn}" },
      resources: ["secrets"],
    });
    expect(cluster().resource("aws_kms_alias.cluster_secrets_alias").name).toBe("alias/artist-test-cluster");
  });

  it.each([
    ["none", undefined, { endpoint_public_access: false }],
    ["an empty list", [], { endpoint_public_access: false }],
    [
      "one block",
      ["203.0.113.0/24"],
      { endpoint_public_access: true, public_access_cidrs: ["203.0.113.0/24"] },
    ],
  ])("with %s as publicAccessCidrs has a public endpoint only for these", (_, publicAccessCidrs, access) => {
    const { subnet_ids, security_group_ids, ...config } = eks({ publicAccessCidrs }).vpc_config;
    expect(security_group_ids).toEqual(["${aws_security_group.cluster_endpoint.id}"]);
    expect(subnet_ids).toEqual(["subnet-0a", "subnet-0b"]);
    expect(config).toEqual({ endpoint_private_access: true, ...access });
  });

  it("admits to its private endpoint only given CIDR blocks and members of given groups, on port 443", () => {
    const json = cluster({
      privateAccessCidrs: { office: "10.0.0.0/24" },
      privateAccessSecurityGroupIds: { vpn: "sg-0e" },
    });
    const https = { from_port: 443, to_port: 443, ip_protocol: "tcp" };
    const group = "${aws_security_group.cluster_endpoint.id}";
    expect(json.resources("aws_vpc_security_group_ingress_rule")).toEqual({
      cluster_endpoint_from_cidr: expect.objectContaining({
        ...https,
        security_group_id: group,
        for_each: { office: "10.0.0.0/24" },
        cidr_ipv4: "${each.value}",
      }),
      cluster_endpoint_from_group: expect.objectContaining({
        ...https,
        security_group_id: group,
        for_each: { vpn: "sg-0e" },
        referenced_security_group_id: "${each.value}",
      }),
    });
    expect(json.resource("aws_security_group.cluster_endpoint")).not.toHaveProperty("ingress");
  });

  it("gives access with access entries only, and none to the principal that creates it", () => {
    expect(eks().access_config).toEqual({
      authentication_mode: "API",
      bootstrap_cluster_creator_admin_permissions: false,
    });
  });

  it.each([[administrators], [{ ...administrators, operator: "arn:aws:iam::123456789012:user/operator" }]])(
    "is administered by %j only",
    (arns) => {
      const json = cluster({ administrators: arns });
      const each = { for_each: arns };
      expect(Object.values(json.resources("aws_eks_access_entry"))).toEqual([
        { ...each, cluster_name: "${aws_eks_cluster.cluster.name}", principal_arn: "${each.value}" },
      ]);
      const policies = Object.values(json.resources("aws_eks_access_policy_association"));
      expect(policies).toEqual([expect.objectContaining({ ...each, access_scope: { type: "cluster" } })]);
      expect(policies[0].policy_arn).toMatch(/\/AmazonEKSClusterAdminPolicy$/);
    },
  );

  it("refuses a single administrator, who could lose access", () => {
    const { platform } = administrators;
    const same: Record<string, string> = { platform, again: platform };
    expect(() => cluster({ administrators: { platform } })).toThrow("two or more different ARNs");
    expect(() => cluster({ administrators: same })).toThrow("two or more different ARNs");
  });

  it("is not planned with an administrator that does not exist in this account", () => {
    const others = {
      elsewhere: "arn:aws:iam::999999999999:role/Elsewhere",
      ci: "arn:aws:iam::123456789012:user/ci/deploy",
    };
    const json = cluster({ administrators: { ...administrators, ...others } });
    const refused = (kind: "role" | "user", arns: string[]) =>
      refusal(json.dataSource(`aws_iam_${kind}s.cluster_${kind}s`), {
        "self.arns": arns,
        "data.aws_caller_identity.cluster_account.account_id": "123456789012",
      });
    expect(
      refused("role", [...Object.values(administrators), "arn:aws:iam::123456789012:role/Other"]),
    ).toBeUndefined();
    expect(refused("role", ["arn:aws:iam::123456789012:role/BreakGlass"])).toMatch(
      "No IAM role has this ARN: arn:aws:iam::123456789012:role/Administrator. ",
    );
    expect(refused("user", ["arn:aws:iam::123456789012:user/ci/deploy"])).toBeUndefined();
    // The same name with another path is another ARN.
    expect(refused("user", ["arn:aws:iam::123456789012:user/deploy"])).toMatch(
      "No IAM user has this ARN: arn:aws:iam::123456789012:user/ci/deploy. ",
    );
    expect(
      refusal(cluster().dataSource("aws_iam_users.cluster_users"), {
        "self.arns": [],
        "data.aws_caller_identity.cluster_account.account_id": "123456789012",
      }),
    ).toBeUndefined();
  });

  it.each([
    [undefined, 90],
    [1, 1],
    [365, 365],
  ])("with logRetentionDays %s keeps all logs of the control plane for %s days", (logRetentionDays, days) => {
    const json = cluster({ logRetentionDays });
    expect(json.resource("aws_cloudwatch_log_group.cluster_logs")).toEqual({
      name: "/aws/eks/artist-test/cluster",
      retention_in_days: days,
    });
    const { enabled_cluster_log_types, depends_on } = json.resource("aws_eks_cluster.cluster");
    expect(enabled_cluster_log_types.sort()).toEqual([
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
    // If the log group does not exist, EKS creates it without a retention.
    expect(depends_on).toContain("aws_cloudwatch_log_group.cluster_logs");
  });

  it("has its permissions before it is created and until it is destroyed", () => {
    const json = cluster();
    expect(eks().depends_on).toContain("aws_iam_role_policy_attachment.cluster_permissions");
    expect(json.resource("aws_iam_role_policy_attachment.cluster_permissions").policy_arn).toMatch(
      /\/AmazonEKSClusterPolicy$/,
    );
    expect(Object.keys(json.resources("aws_iam_role_policy_attachment"))).toHaveLength(1);
    expect(json.statements("cluster_trust")[0].principals).toEqual([
      { type: "Service", identifiers: ["eks.amazonaws.com"] },
    ]);
  });

  it.each([
    [undefined, kubernetesVersion],
    ["1.34", "1.34"],
  ])("with kubernetesVersion %s is of version %s, without paid extended support", (given, version) => {
    expect(eks({ kubernetesVersion: given })).toMatchObject({
      version,
      upgrade_policy: { support_type: "STANDARD" },
    });
  });

  it.each([
    [undefined, "STANDARD"],
    ["EXTENDED" as const, "EXTENDED"],
  ])("with supportType %s has the upgrade policy %s", (supportType, support_type) => {
    expect(eks({ supportType }).upgrade_policy).toEqual({ support_type });
  });

  it("can be imported, and keeps its subnets when a zone is added", () => {
    expect(eks().lifecycle.ignore_changes.sort()).toEqual([
      "access_config[0].bootstrap_cluster_creator_admin_permissions",
      "bootstrap_self_managed_addons",
      "vpc_config[0].subnet_ids",
    ]);
  });

  it("encrypts with a given key, and then makes none", () => {
    const arn = "arn:aws:kms:us-east-1:123456789012:key/own";
    const json = cluster({ kmsKey: { arn } });
    expect(json.resource("aws_eks_cluster.cluster").encryption_config.provider.key_arn).toBe(arn);
    expect(json.resource("aws_kms_key.cluster_secrets").count).toBe(0);
    expect(json.resource("aws_kms_alias.cluster_secrets_alias").count).toBe(0);
    expect(cluster().resource("aws_kms_key.cluster_secrets")).not.toHaveProperty("count");
  });

  it("has further security groups, and only the given logs", () => {
    const { vpc_config, enabled_cluster_log_types } = eks({
      additionalSecurityGroupIds: ["sg-0f"],
      enabledLogTypes: ["audit"],
    });
    expect(vpc_config.security_group_ids).toEqual(["${aws_security_group.cluster_endpoint.id}", "sg-0f"]);
    expect(enabled_cluster_log_types).toEqual(["audit"]);
  });

  it.each(["10.100.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "192.168.4.0/24"])(
    "has addresses of Services in %s",
    (serviceIpv4Cidr) => {
      expect(eks({ serviceIpv4Cidr }).kubernetes_network_config).toEqual([
        { service_ipv4_cidr: serviceIpv4Cidr },
      ]);
    },
  );

  it.each(["10.0.0.0/11", "10.0.0.0/25", "172.32.0.0/16", "192.168.0.0/15", "100.64.0.0/16", "11.0.0.0/16"])(
    "refuses Services in %s, as EKS does",
    (serviceIpv4Cidr) => {
      expect(() => eks({ serviceIpv4Cidr })).toThrow(/from \/12 to \/24|inside of 10\.0\.0\.0\/8/);
    },
  );
});
