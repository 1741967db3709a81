import type { Block } from "../plan-json";

/** What is lost with a resource, from its attributes before the change. */
type Loss = (before: Block) => string;

const on = (before: Block, attribute: string) => before[attribute] === true;

/** Types of resources that hold what Terraform cannot make again. */
export const dataHolders: Readonly<Record<string, Loss>> = {
  aws_db_instance: (before) =>
    on(before, "skip_final_snapshot")
      ? "all its data is lost: no final snapshot is made (skip_final_snapshot)"
      : `its data is left only in the final snapshot ${String(before["final_snapshot_identifier"] ?? "")}`.trimEnd() +
        (on(before, "deletion_protection") ? "; RDS refuses while deletion_protection is on" : ""),
  aws_s3_bucket: (before) =>
    on(before, "force_destroy")
      ? "all its objects are deleted"
      : "its objects are lost; S3 refuses while it is not empty",
  aws_efs_file_system: () => "all its files are lost, except those in backups",
  aws_ecr_repository: (before) =>
    on(before, "force_delete")
      ? "all its images are deleted"
      : "its images are lost; ECR refuses while it is not empty",
  aws_kms_key: (before) =>
    `what is encrypted with it cannot be read any more after ${String(before["deletion_window_in_days"] ?? 30)} days`,
  aws_secretsmanager_secret: (before) =>
    before["recovery_window_in_days"] === 0
      ? "its value is lost at once"
      : `its value is lost after ${String(before["recovery_window_in_days"] ?? 30)} days; its name is in use until then`,
  aws_cloudwatch_log_group: () => "all its logs are lost",
  aws_route53_zone: () =>
    "its records are lost, and another zone has other name servers: its names are not found until the parent domain has them",
  aws_eks_cluster: () =>
    "all objects of Kubernetes in it are lost; what they made in AWS stays without an owner",
  kubernetes_namespace_v1: () => "all objects in it are deleted, with the claims of its volumes",
  aws_sqs_queue: () => "its messages are lost",
};

/** What the destruction of other resources means, where their type does not say it. */
export const consequences: Readonly<Record<string, string>> = {
  aws_eip: "the address is lost: whoever admits this stage by its address must admit another one",
  aws_nat_gateway: "connections through it break",
  aws_subnet: "AWS refuses while something is in it",
  aws_vpc: "AWS refuses while something is in it",
  aws_security_group: "AWS refuses while something has it",
  aws_efs_mount_target: "pods in its zone lose the file system",
  aws_eks_node_group: "its pods run on other nodes, or wait for them",
  aws_eks_addon: "what it does in the cluster ends",
  aws_iam_role: "who uses it has no access any more",
  aws_eks_access_entry: "the principal cannot use the cluster any more",
  aws_eks_pod_identity_association: "its pods have no access to AWS any more",
  aws_acm_certificate: "HTTPS with it ends",
  aws_sns_topic_subscription: "the address gets no alerts any more",
  helm_release: "all its objects are deleted",
};

/** What a lower value of an attribute does at once, with its unit. */
export const lowered: Readonly<Record<string, string>> = {
  backup_retention_period: "days; RDS deletes the backups that are older, which cannot be undone",
  retention_in_days: "days; CloudWatch deletes the logs that are older, which cannot be undone",
  recovery_window_in_days: "days in which a deleted secret can be restored",
  deletion_window_in_days: "days in which the deletion of the key can be cancelled",
  performance_insights_retention_period: "days",
  deletion_protection: "the next destruction is not refused",
  force_destroy: "a destruction also deletes what is in it",
  force_delete: "a destruction also deletes what is in it",
  skip_final_snapshot: "a destruction leaves no snapshot",
};
