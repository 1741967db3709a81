import { withoutKey, type Block } from "../plan-json";
import { nested, running, used, type Cost, type CostItem, type Resource } from "./items";
import { databasePrice, instancePrice, prices } from "./prices";
import { metricsOfInstance, releaseCosts } from "./releases";

/** What a resource costs, which may depend on other resources of its stack. */
type Rule = (resource: Resource, all: readonly Resource[]) => Cost[];

/** Fields that decide on the cost of single resources, by the address without a key. */
export const driversByAddress: Readonly<Record<string, readonly string[]>> = {
  "aws_cloudwatch_log_group.cluster_logs": ["cluster.logRetentionDays"],
  "aws_cloudwatch_log_group.database_logs": ["database.logRetentionDays"],
  "aws_s3_bucket.logs": ["platform.logRetentionDays"],
  "aws_secretsmanager_secret.api_keys": ["secrets.apiKeys"],
};

const driversOf = ({ address }: Resource) => driversByAddress[withoutKey(address)] ?? [];

function database({ values }: Resource): Cost[] {
  const instanceClass = String(values["instance_class"]);
  const storage = Number(values["allocated_storage"]);
  const limit = Number(values["max_allocated_storage"] ?? 0);
  // AWS bills the standby and its storage as the primary.
  const copies = values["multi_az"] === true ? 2 : 1;
  const copiesDriver = "database.multiAz";
  return [
    running(`RDS for PostgreSQL, ${instanceClass}`, copies, databasePrice(instanceClass), [
      "database.instanceClass",
      copiesDriver,
    ]),
    running(
      "RDS storage, gp3",
      copies * storage,
      prices.databaseStorage,
      ["database.allocatedStorage", "database.maxAllocatedStorage", copiesDriver],
      copies * Math.max(storage, limit),
    ),
    ...(values["manage_master_user_password"] === true
      ? [running("Secrets Manager secret", 1, prices.secret)]
      : []),
    used("RDS backups beyond the size of the database", prices.databaseBackup, [
      "database.backupRetentionDays",
    ]),
    ...(/^db\.t/.test(instanceClass)
      ? [
          used("CPU of the database above its baseline", prices.databaseCpuCredits, [
            "database.instanceClass",
          ]),
        ]
      : []),
  ];
}

function nodeGroup({ values }: Resource): Cost[] {
  const [type] = [values["instance_types"]].flat();
  const { desired_size: size, max_size: maximum } = nested(values, "scaling_config");
  const isSpot = values["capacity_type"] === "SPOT";
  return [
    running(
      `Nodes, ${String(type)}${isSpot ? " (spot)" : ""}`,
      Number(size),
      isSpot ? undefined : instancePrice(String(type)),
      ["cluster.nodeGroup.instanceTypes", "cluster.nodeGroup.size"],
      Number(maximum),
    ),
  ];
}

/** Volumes and monitoring of the node group of a launch template, whose address is that of the group with `_template`. */
function launchTemplate({ address, values }: Resource, all: readonly Resource[]): Cost[] {
  const group = all.find(
    (other) => other.type === "aws_eks_node_group" && template(other.address) === address,
  );
  const { desired_size: size = 0, max_size: maximum = 0 } = group
    ? nested(group.values, "scaling_config")
    : {};
  const volumes = [values["block_device_mappings"] ?? []].flat() as Block[];
  const perNode = volumes.reduce((sum, volume) => sum + Number(nested(volume, "ebs")["volume_size"]), 0);
  const perNodes = (
    what: string,
    quantity: number,
    price: (typeof prices)["ebs" | "alarm"],
    driver: string[],
  ) => running(what, quantity * Number(size), price, driver, quantity * Number(maximum));
  return [
    perNodes("EBS gp3, root volumes of nodes", perNode, prices.ebs, [
      "cluster.nodeGroup.diskSize",
      "cluster.nodeGroup.size",
    ]),
    ...(nested(values, "monitoring")["enabled"] === true
      ? [
          perNodes(
            "Detailed monitoring of nodes, metrics",
            metricsOfInstance,
            prices.detailedMonitoringMetric,
            ["cluster.nodeGroup.size"],
          ),
        ]
      : []),
  ];
}
const template = (group: string) =>
  `${group.replace(/aws_eks_node_group\.(\w+)$/, "aws_launch_template.$1")}_template`;

function fileSystem({ values }: Resource): Cost[] {
  return [
    used("EFS storage, files that are in use", prices.efs),
    ...(values["throughput_mode"] === "elastic"
      ? [used("Read from EFS", prices.efsRead), used("Written to EFS", prices.efsWritten)]
      : []),
  ];
}

function vpcEndpoint({ values }: Resource): Cost[] {
  const subnets = [values["subnet_ids"] ?? []].flat().length;
  return values["vpc_endpoint_type"] === "Interface"
    ? [
        running("Interface endpoint, zones", subnets, prices.interfaceEndpoint, [
          "network.availabilityZones",
        ]),
        used("Data through interface endpoints", prices.interfaceEndpointData),
      ]
    : [];
}

/** An access instance. */
function instance({ values }: Resource): Cost[] {
  const type = String(values["instance_type"]);
  const drivers = ["cluster.accessInstance.enabled"];
  return [
    running(`Access instance, ${type}`, 1, instancePrice(type), drivers),
    running(
      "EBS gp3, root volume of the access instance",
      Number(nested(values, "root_block_device")["volume_size"]),
      prices.ebs,
      drivers,
    ),
  ];
}

/** What resources cost, by type. */
export const rules: Readonly<Record<string, Rule>> = {
  aws_cloudwatch_log_group: (group) => [
    used("Logs, ingested", prices.logsIngested),
    used("Logs, stored", prices.logsStored, driversOf(group)),
  ],
  aws_cloudwatch_metric_alarm: () => [running("CloudWatch alarm", 1, prices.alarm)],
  aws_db_instance: database,
  aws_ecr_repository: () => [
    used("Images in ECR", prices.ecr, ["registry.repositories", "registry.keepImages"]),
  ],
  aws_efs_backup_policy: ({ values }) =>
    nested(values, "backup_policy")["status"] === "ENABLED" ? [used("Backups of EFS", prices.efsBackup)] : [],
  aws_efs_file_system: fileSystem,
  aws_eip: () => [
    running("Public IPv4 address of a NAT gateway", 1, prices.ipAddress, ["network.natGateways"]),
  ],
  aws_eks_cluster: ({ values }) => [
    running("EKS control plane", 1, prices.eks),
    ...(nested(values, "upgrade_policy")["support_type"] === "EXTENDED"
      ? [
          used("EKS control plane in extended support, instead", prices.eksExtendedSupport, [
            "cluster.supportType",
          ]),
        ]
      : []),
  ],
  aws_eks_node_group: nodeGroup,
  aws_instance: instance,
  aws_kms_key: () => [running("KMS key", 1, prices.kmsKey), used("Requests to KMS", prices.kmsRequests)],
  aws_launch_template: launchTemplate,
  aws_nat_gateway: () => [
    running("NAT gateway", 1, prices.natGateway, ["network.natGateways", "network.availabilityZones"]),
    used("Data through NAT gateways", prices.natGatewayData),
  ],
  aws_route53_zone: () => [
    running("Hosted zone", 1, prices.hostedZone, ["network.domain.hostedZoneId"]),
    used("Queries of the hosted zone", prices.hostedZoneQueries),
  ],
  aws_s3_bucket: (bucket) => [
    used("S3 storage", prices.s3, driversOf(bucket)),
    used("S3 requests that write or list", prices.s3Puts),
    used("S3 requests that read", prices.s3Gets),
  ],
  aws_secretsmanager_secret: (secret) => [
    running("Secrets Manager secret", 1, prices.secret, driversOf(secret)),
    used("Requests to Secrets Manager", prices.secretRequests),
  ],
  aws_sns_topic: () => [used("Requests to SNS", prices.snsRequests)],
  aws_sns_topic_subscription: ({ values }) =>
    values["protocol"] === "email"
      ? [used("Emails of SNS, above 1,000", prices.snsEmails, ["platform.alerts.emails"])]
      : [],
  aws_sqs_queue: () => [used("Requests to SQS", prices.sqsRequests)],
  // The load balancer of the application has an address in each public subnet.
  aws_subnet: ({ values }) =>
    nested(values, "tags")["kubernetes.io/role/elb"] === "1"
      ? [
          running("Public IPv4 address of the load balancer", 1, prices.ipAddress, [
            "network.availabilityZones",
          ]),
        ]
      : [],
  aws_vpc_endpoint: vpcEndpoint,
  helm_release: releaseCosts,
};

/** The parts of the cost of resources. */
export const costItems = (resources: readonly Resource[]): CostItem[] =>
  resources.flatMap((resource) =>
    (rules[resource.type]?.(resource, resources) ?? []).map((cost) => ({
      address: resource.address,
      ...cost,
    })),
  );
