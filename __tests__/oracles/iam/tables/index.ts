import { accessInstance, controlPlane, ebsCsi, nodes, vpcCni } from "./cluster";
import {
  alertmanager,
  applicationSecrets,
  databaseRolesSecrets,
  externalSecrets,
  grafanaSecrets,
  loki,
} from "./data";
import { efsCsiDriver } from "./efs-csi-driver";
import { externalDns } from "./external-dns";
import { karpenter, karpenterNodes } from "./karpenter";
import { loadBalancerController } from "./load-balancer-controller";
import type { Table } from "./requests";

/** A table for each role of the stacks of a stage, by its address. A role without a table fails the tests. */
export const tables: Readonly<Record<string, Table>> = {
  "aws_iam_role.cluster_role": controlPlane,
  "aws_iam_role.access_instance_role": accessInstance,
  "aws_iam_role.nodes_role": nodes,
  "aws_iam_role.karpenter_role": karpenterNodes,
  "aws_iam_role.vpc_cni_role": vpcCni,
  "aws_iam_role.ebs_csi_role": ebsCsi,
  "aws_iam_role.efs_csi_driver_identity_role": efsCsiDriver,
  "aws_iam_role.external_dns_identity_role": externalDns,
  "aws_iam_role.external_secrets_identity_role": externalSecrets,
  "aws_iam_role.application_secrets": applicationSecrets,
  "aws_iam_role.database_roles_secrets": databaseRolesSecrets,
  "aws_iam_role.grafana_secrets": grafanaSecrets,
  "aws_iam_role.karpenter_identity_role": karpenter,
  "aws_iam_role.load_balancer_controller_identity_role": loadBalancerController,
  "aws_iam_role.kube_prometheus_stack_identity_role": alertmanager,
  "aws_iam_role.loki_identity_role": loki,
};
