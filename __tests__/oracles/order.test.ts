import { scopeOf, typeOf, type DependencyGraph } from "./graph";
import { subjects } from "./subjects";

/** The pairs that are not destroyed in this order, one line each. */
const violations = (graph: DependencyGraph, pairs: readonly (readonly [first: string, later: string])[]) =>
  pairs.flatMap(([first, later]) => graph.violation(first, later) ?? []);

/** The resources for which Terraform refuses a plan that destroys them. */
const preventDestroy = (graph: DependencyGraph) =>
  graph
    .resources()
    .filter(([, { lifecycle }]) => lifecycle?.prevent_destroy === true)
    .map(([resource]) => resource);

/** What is destroyed first, and what later: the first needs the later one until it is gone. */
const order: readonly (readonly [first: string, later: string])[] = [
  // The controller deletes the load balancer of an Ingress, and then its finalizer.
  ["platform/helm_release.app", "platform/helm_release.load_balancer_controller"],
  ["platform/helm_release.app", "platform/aws_iam_role_policy.load_balancer_controller_identity_policy"],
  // external-dns deletes the records of the host; a hosted zone with records cannot be deleted.
  ["platform/helm_release.app", "platform/helm_release.external_dns"],
  ["platform/helm_release.external_dns", "network/aws_route53_zone.domain"],
  // A load balancer takes only a certificate that is issued, and ACM keeps one that is in use.
  ["platform/helm_release.app", "platform/aws_acm_certificate_validation.certificate"],
  ["platform/helm_release.app", "network/aws_acm_certificate.domain_certificate"],
  // Karpenter terminates its nodes, and then removes the finalizer of the EC2NodeClass. Its nodes need a role and the network.
  ["platform/helm_release.node_pool", "platform/helm_release.karpenter"],
  ["platform/helm_release.node_pool", "platform/helm_release.karpenter_crds"],
  ["platform/helm_release.node_pool", "platform/aws_iam_role_policy.karpenter_identity_policy"],
  ["platform/helm_release.karpenter", "platform/helm_release.karpenter_crds"],
  ["platform/helm_release.node_pool", "cluster/aws_iam_instance_profile.karpenter_profile"],
  ["platform/helm_release.node_pool", "cluster/aws_eks_access_entry.karpenter_access"],
  ["platform/helm_release.node_pool", "cluster/aws_iam_role_policy_attachment.karpenter_permissions"],
  ["platform/helm_release.node_pool", "cluster/aws_eks_addon.addons_before_nodes"],
  ["platform/helm_release.node_pool", "network/aws_route.network_private_nat"],
  ["platform/helm_release.karpenter", "cluster/aws_sqs_queue.karpenter_queue"],
  // EventBridge may send as long as the rule has the target.
  ["cluster/aws_cloudwatch_event_target.karpenter_target", "cluster/aws_sqs_queue_policy.karpenter_policy"],
  // ExternalSecrets have finalizers of external-secrets; a ServiceMonitor needs its definition.
  ["platform/helm_release.app", "platform/helm_release.external_secrets"],
  ["platform/helm_release.cluster_resources", "platform/helm_release.external_secrets"],
  ["platform/helm_release.external_secrets", "platform/helm_release.prometheus_operator_crds"],
  // Loki writes its last chunks when it stops.
  ["platform/helm_release.loki", "platform/aws_iam_role_policy.loki_identity_policy"],
  ["platform/helm_release.loki", "data/aws_s3_bucket_server_side_encryption_configuration.logs_encryption"],
  // Alloy would keep what it cannot send.
  ["platform/helm_release.alloy", "platform/helm_release.loki"],
  ["platform/helm_release.app", "data/aws_db_instance.database"],
  // The driver unmounts the media, which the nodes reach through the mount targets.
  ["platform/helm_release.app", "platform/helm_release.efs_csi_driver"],
  ["platform/helm_release.efs_csi_driver", "platform/aws_iam_role_policy.efs_csi_driver_identity_policy"],
  ["platform/helm_release.app", "data/aws_efs_mount_target.media_mount_target"],
  // Nobody may mount the files while there is no policy.
  ["data/aws_efs_mount_target.media_mount_target", "data/aws_efs_file_system_policy.media_policy"],
  ["data/aws_efs_file_system.media", "data/aws_kms_key.data"],
  ["platform/helm_release.app", "data/aws_secretsmanager_secret_version.database_roles_version"],
  // The EBS driver deletes the volumes.
  ["platform/helm_release.kube_prometheus_stack", "platform/helm_release.cluster_resources"],
  ["platform/helm_release.kube_prometheus_stack", "cluster/aws_eks_addon.addons"],
  ["cluster/aws_eks_addon.addons", "cluster/aws_iam_role_policy_attachment.ebs_csi_managed_policy"],
  // Terraform itself needs access to the API server.
  ["platform/helm_release.app", "cluster/aws_eks_access_policy_association.cluster_administrator_policy"],
  [
    "platform/kubernetes_namespace_v1.artist",
    "cluster/aws_eks_access_policy_association.cluster_administrator_policy",
  ],
  // Pods keep their network until their nodes are gone.
  ["cluster/aws_eks_node_group.nodes", "cluster/aws_eks_addon.addons_before_nodes"],
  ["cluster/aws_eks_node_group.nodes", "cluster/aws_eks_pod_identity_association.vpc_cni"],
  ["cluster/aws_eks_node_group.nodes", "cluster/aws_iam_role_policy_attachment.vpc_cni_managed_policy"],
  ["cluster/aws_eks_node_group.nodes", "network/aws_route.network_private_nat"],
  ["cluster/aws_eks_node_group.nodes", "network/aws_route_table_association.network_private_association"],
  ["cluster/aws_eks_cluster.cluster", "cluster/aws_cloudwatch_log_group.cluster_logs"],
  ["cluster/aws_eks_cluster.cluster", "cluster/aws_kms_key.cluster_secrets"],
  // AWS removes a route table from the endpoint only as long as it exists.
  [
    "network/aws_vpc_endpoint_route_table_association.network_s3_association",
    "network/aws_route_table.network_private_routes",
  ],
  // A destroy that RDS refuses has deleted nothing that is needed to connect or to restore.
  ["data/aws_db_instance.database", "data/aws_vpc_security_group_ingress_rule.database_from_clients"],
  ["data/aws_db_instance.database", "data/aws_secretsmanager_secret_version.database_roles_version"],
  ["data/aws_db_instance.database", "data/aws_db_subnet_group.database_subnets"],
  ["data/aws_db_instance.database", "data/aws_kms_alias.data_alias"],
  ["data/aws_db_instance.database", "network/aws_route_table_association.network_database_association"],
  ["data/aws_s3_bucket.logs", "data/aws_kms_key.data"],
  ["bootstrap/aws_s3_bucket.state_bucket", "bootstrap/aws_kms_key.state"],
  ["bootstrap/aws_ecr_repository.registry", "bootstrap/aws_kms_key.images"],
];

/** Resources that give a role its permissions. */
const permissionTypes = [
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_iam_policy_attachment",
];

describe.each(subjects)("the order in which %s are destroyed", (_, { graph, node, isEmulated }) => {
  it("is that of the table", () => {
    expect(
      violations(
        graph,
        order.map(([first, later]) => [node(first), node(later)]),
      ),
    ).toEqual([]);
  });

  it("has the permissions of a role after everything that uses the role", () => {
    const pairs = graph.resources("aws_iam_role").flatMap(([role]) => {
      const users = graph.resources().filter(([user]) => graph.dependencies(user).includes(role));
      const isPermission = (user: string) => permissionTypes.includes(typeOf(user));
      const permissions = users.filter(([user]) => isPermission(user));
      return users
        .filter(([user]) => !isPermission(user))
        .flatMap(([user]) => permissions.map(([permission]) => [user, permission] as const));
    });
    expect(new Set(pairs.map(([user]) => typeOf(user)))).toEqual(
      new Set([
        "aws_eks_access_entry",
        "aws_eks_cluster",
        "aws_eks_node_group",
        "aws_eks_pod_identity_association",
        "aws_iam_instance_profile",
      ]),
    );
    expect(violations(graph, pairs)).toEqual([]);
  });

  it("has the identity of pods after the release that has them", () => {
    const releases = graph.resources("helm_release");
    const scope = scopeOf(releases[0]?.[0] ?? "");
    const pairs = graph
      .resources("aws_eks_pod_identity_association")
      .filter(([association]) => scopeOf(association) === scope)
      .map(([association, { service_account }]) => {
        const name = new RegExp(`name: "?${service_account}"?\\n`);
        const [release = "no release"] = releases.find(([, { values }]) => name.test(values[0])) ?? [];
        return [release, association] as const;
      });
    expect(pairs.length).toBeGreaterThan(2);
    expect(violations(graph, pairs)).toEqual([]);
  });

  // Evicted pods need another node: only what Karpenter itself needs is still there.
  it("has the nodes that Karpenter adds after every release with pods that may run on them", () => {
    // The pods of the EFS driver run on every node, and stay until the application is gone.
    const withoutThem = [
      "node_pool",
      "karpenter",
      "karpenter_crds",
      "prometheus_operator_crds",
      "efs_csi_driver",
    ];
    const pool = node("platform/helm_release.node_pool");
    const others = graph
      .resources("helm_release")
      .filter(([release]) => !withoutThem.some((name) => release.endsWith(`helm_release.${name}`)));
    expect(others.length).toBeGreaterThan(5);
    expect(
      violations(
        graph,
        others.map(([release]) => [release, pool]),
      ),
    ).toEqual([]);
  });

  it("has the nodes after every release and namespace", () => {
    const installed = graph.resources("helm_release", "kubernetes_namespace_v1");
    expect(installed.length).toBeGreaterThan(8);
    expect(
      violations(
        graph,
        installed.map(([one]) => [one, node("cluster/aws_eks_node_group.nodes")]),
      ),
    ).toEqual([]);
  });

  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
  it("has the internet gateway of a VPC after its NAT gateways and their addresses", () => {
    const users = graph.resources("aws_nat_gateway", "aws_eip");
    const pairs = graph
      .resources("aws_internet_gateway")
      .flatMap(([gateway]) =>
        users
          .filter(([user]) => scopeOf(user) === scopeOf(gateway))
          .map(([user]) => [user, gateway] as const),
      );
    expect(pairs).toHaveLength(2);
    expect(violations(graph, pairs)).toEqual([]);
  });

  it("has a resource that AWS may refuse to delete before everything else of its layer", () => {
    const refusable = graph.resources().filter(([, block]) => "deletion_protection" in block);
    const pairs = refusable.flatMap(([first]) =>
      graph
        .resources()
        .filter(([other]) => other !== first && scopeOf(other) === scopeOf(first))
        // AWS needs a minute until it reports it, and the next deployment makes it again.
        .filter(([other]) => typeOf(other) !== "aws_s3_bucket_lifecycle_configuration")
        .map(([other]) => [first, other] as const),
    );
    expect(pairs.length).toBeGreaterThan(15);
    expect(violations(graph, pairs)).toEqual([]);
  });

  it("has a bucket before the key of its objects", () => {
    const pairs = graph
      .resources("aws_s3_bucket_server_side_encryption_configuration")
      .flatMap(([encryption]) => {
        const needed = [...graph.reached(encryption)];
        const [bucket = "no bucket"] = needed.filter((other) => typeOf(other) === "aws_s3_bucket");
        return needed.filter((other) => typeOf(other) === "aws_kms_key").map((key) => [bucket, key] as const);
      });
    expect(pairs).toHaveLength(2);
    expect(violations(graph, pairs)).toEqual([]);
  });

  it("cannot begin in an account while the state bucket and its key are part of it", () => {
    const states = graph.resources("aws_s3_bucket").filter(([, { force_destroy }]) => !force_destroy);
    const refused = preventDestroy(graph);
    const expected = ["bootstrap/aws_s3_bucket.state_bucket", "bootstrap/aws_kms_key.state"].map(node);
    expect(isEmulated ? states : refused).toEqual(isEmulated ? [] : expect.arrayContaining(expected));
    // Terraform has to destroy everything on this machine.
    expect(isEmulated ? refused : []).toEqual([]);
  });

  it("keeps the key of everything that can be restored afterwards", () => {
    // In a module, these are variables with a safe default.
    const restorable = [
      ...graph.resources("aws_db_instance").filter(([, block]) => block.skip_final_snapshot !== true),
      ...graph
        .resources("aws_secretsmanager_secret")
        .filter(([, block]) => block.recovery_window_in_days !== 0),
    ];
    const keys = restorable.flatMap(([one]) =>
      graph.dependencies(one).filter((other) => typeOf(other) === "aws_kms_key"),
    );
    expect(restorable).toHaveLength(isEmulated ? 0 : 4);
    expect(keys).toHaveLength(restorable.length);
    expect(keys.filter((key) => !preventDestroy(graph).includes(key))).toEqual([]);
  });

  it("has all of a layer after everything that uses one of its outputs", () => {
    const outputs = [...graph.nodes()].filter(
      (output) => output.includes("module.") && output.includes(".output."),
    );
    const pairs = outputs.flatMap((output) =>
      graph
        .resources()
        .filter(([resource]) => scopeOf(resource) === scopeOf(output))
        .map(([resource]) => [output, resource] as const),
    );
    expect(violations(graph, pairs)).toEqual([]);
  });
});
