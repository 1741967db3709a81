/** The CloudFormation type of a Terraform type. Attributes are the same but for case and `_`, except those here. */
export interface Twin {
  readonly type: string;
  /** Properties whose names differ, by the path of the attribute: `scaling_config.min_size`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Attributes without a property: of Terraform only, or of another resource. */
  readonly without?: readonly string[];
}

/** The twin of each type, or the reason why it has none. */
export const twins: Readonly<Record<string, Twin | string>> = {
  aws_acm_certificate: { type: "AWS::CertificateManager::Certificate" },
  aws_acm_certificate_validation: "waits for a certificate",
  aws_cloudwatch_event_rule: { type: "AWS::Events::Rule" },
  aws_cloudwatch_event_target: "a property of AWS::Events::Rule, with only an ARN",
  aws_cloudwatch_log_group: { type: "AWS::Logs::LogGroup", names: { name: "LogGroupName" } },
  aws_cloudwatch_metric_alarm: {
    type: "AWS::CloudWatch::Alarm",
    names: { ok_actions: "OKActions" },
    // In CloudFormation a list.
    without: ["dimensions"],
  },
  aws_db_instance: {
    type: "AWS::RDS::DBInstance",
    names: {
      identifier: "DBInstanceIdentifier",
      instance_class: "DBInstanceClass",
      username: "MasterUsername",
      vpc_security_group_ids: "VPCSecurityGroups",
      backup_window: "PreferredBackupWindow",
      maintenance_window: "PreferredMaintenanceWindow",
      parameter_group_name: "DBParameterGroupName",
      performance_insights_enabled: "EnablePerformanceInsights",
      enabled_cloudwatch_logs_exports: "EnableCloudwatchLogsExports",
    },
    without: ["skip_final_snapshot", "final_snapshot_identifier", "master_user_secret_kms_key_id"],
  },
  aws_db_parameter_group: {
    type: "AWS::RDS::DBParameterGroup",
    without: ["name_prefix", "parameter"],
  },
  aws_db_subnet_group: { type: "AWS::RDS::DBSubnetGroup", names: { name: "DBSubnetGroupName" } },
  aws_default_security_group: "the default group of a VPC is not a resource of CloudFormation",
  aws_ecr_lifecycle_policy: "a property of AWS::ECR::Repository; ecr-lifecycle.test.ts evaluates it",
  aws_ecr_registry_policy: { type: "AWS::ECR::RegistryPolicy", names: { policy: "PolicyText" } },
  aws_ecr_replication_configuration: {
    type: "AWS::ECR::ReplicationConfiguration",
    names: {
      "replication_configuration.rule": "Rules",
      "replication_configuration.rule.destination": "Destinations",
      "replication_configuration.rule.repository_filter": "RepositoryFilters",
    },
  },
  aws_ecr_repository: { type: "AWS::ECR::Repository", names: { name: "RepositoryName" } },
  aws_eip: { type: "AWS::EC2::EIP" },
  aws_eks_access_entry: { type: "AWS::EKS::AccessEntry" },
  aws_eks_access_policy_association: "a property of AWS::EKS::AccessEntry, with only ARNs",
  aws_efs_access_point: {
    type: "AWS::EFS::AccessPoint",
    // In CloudFormation texts.
    without: [
      "posix_user.uid",
      "posix_user.gid",
      "root_directory.creation_info.owner_uid",
      "root_directory.creation_info.owner_gid",
    ],
  },
  aws_efs_backup_policy: { type: "AWS::EFS::FileSystem", without: ["file_system_id"] },
  aws_efs_file_system: {
    type: "AWS::EFS::FileSystem",
    names: { lifecycle_policy: "LifecyclePolicies", "lifecycle_policy.transition_to_ia": "TransitionToIA" },
  },
  aws_efs_file_system_policy: {
    type: "AWS::EFS::FileSystem",
    names: { policy: "FileSystemPolicy" },
    without: ["file_system_id"],
  },
  aws_efs_mount_target: { type: "AWS::EFS::MountTarget" },
  aws_eks_addon: {
    type: "AWS::EKS::Addon",
    names: { resolve_conflicts_on_update: "ResolveConflicts" },
    without: ["resolve_conflicts_on_create", "preserve"],
  },
  aws_eks_cluster: {
    type: "AWS::EKS::Cluster",
    names: { vpc_config: "ResourcesVpcConfig" },
    // In CloudFormation a list of objects, not of words.
    without: ["enabled_cluster_log_types"],
  },
  aws_eks_node_group: {
    type: "AWS::EKS::Nodegroup",
    names: { node_role_arn: "NodeRole", subnet_ids: "Subnets" },
    without: ["node_group_name_prefix"],
  },
  aws_eks_pod_identity_association: { type: "AWS::EKS::PodIdentityAssociation" },
  aws_iam_instance_profile: {
    type: "AWS::IAM::InstanceProfile",
    names: { name: "InstanceProfileName", role: "Roles" },
  },
  aws_iam_openid_connect_provider: { type: "AWS::IAM::OIDCProvider" },
  aws_iam_policy: {
    type: "AWS::IAM::ManagedPolicy",
    names: { name: "ManagedPolicyName", policy: "PolicyDocument" },
  },
  aws_iam_role: {
    type: "AWS::IAM::Role",
    names: { name: "RoleName", assume_role_policy: "AssumeRolePolicyDocument" },
  },
  aws_iam_role_policy: {
    type: "AWS::IAM::RolePolicy",
    names: { name: "PolicyName", role: "RoleName", policy: "PolicyDocument" },
  },
  aws_iam_role_policy_attachment: "a property of AWS::IAM::Role, with only ARNs",
  aws_instance: {
    type: "AWS::EC2::Instance",
    names: { ami: "ImageId", vpc_security_group_ids: "SecurityGroupIds" },
    // In CloudFormation in a launch template, in a network interface, and in a list by device name.
    without: ["metadata_options", "associate_public_ip_address", "root_block_device"],
  },
  aws_internet_gateway: { type: "AWS::EC2::InternetGateway", without: ["vpc_id"] },
  aws_kms_alias: { type: "AWS::KMS::Alias", names: { name: "AliasName" } },
  aws_kms_key: {
    type: "AWS::KMS::Key",
    names: { deletion_window_in_days: "PendingWindowInDays", policy: "KeyPolicy" },
  },
  aws_launch_template: {
    type: "AWS::EC2::LaunchTemplate",
    names: {
      name: "LaunchTemplateName",
      block_device_mappings: "LaunchTemplateData.BlockDeviceMappings",
      metadata_options: "LaunchTemplateData.MetadataOptions",
      monitoring: "LaunchTemplateData.Monitoring",
      vpc_security_group_ids: "LaunchTemplateData.SecurityGroupIds",
    },
    without: ["tag_specifications", "update_default_version"],
  },
  aws_nat_gateway: { type: "AWS::EC2::NatGateway" },
  aws_route53_record: {
    type: "AWS::Route53::RecordSet",
    names: { zone_id: "HostedZoneId", records: "ResourceRecords", ttl: "TTL" },
    without: ["allow_overwrite"],
  },
  aws_route53_zone: { type: "AWS::Route53::HostedZone" },
  aws_route: { type: "AWS::EC2::Route" },
  aws_route_table: { type: "AWS::EC2::RouteTable" },
  aws_route_table_association: { type: "AWS::EC2::SubnetRouteTableAssociation" },
  aws_s3_bucket: { type: "AWS::S3::Bucket", names: { bucket: "BucketName" }, without: ["force_destroy"] },
  aws_s3_bucket_lifecycle_configuration: {
    type: "AWS::S3::Bucket",
    names: { bucket: "BucketName", rule: "LifecycleConfiguration.Rules" },
    // In CloudFormation properties of the rule, without a block.
    without: ["rule.expiration", "rule.filter"],
  },
  aws_s3_bucket_ownership_controls: {
    type: "AWS::S3::Bucket",
    names: { bucket: "BucketName", rule: "OwnershipControls.Rules" },
  },
  aws_s3_bucket_policy: { type: "AWS::S3::BucketPolicy", names: { policy: "PolicyDocument" } },
  aws_s3_bucket_public_access_block: "a property of AWS::S3::Bucket, with only booleans",
  aws_s3_bucket_server_side_encryption_configuration: {
    type: "AWS::S3::Bucket",
    names: {
      bucket: "BucketName",
      rule: "BucketEncryption.ServerSideEncryptionConfiguration",
      "rule.apply_server_side_encryption_by_default": "ServerSideEncryptionByDefault",
    },
  },
  aws_s3_bucket_versioning: { type: "AWS::S3::Bucket", names: { bucket: "BucketName" } },
  aws_secretsmanager_secret: { type: "AWS::SecretsManager::Secret", without: ["recovery_window_in_days"] },
  aws_secretsmanager_secret_version: "a secret value, which is not in the configuration",
  aws_security_group: {
    type: "AWS::EC2::SecurityGroup",
    names: { name: "GroupName", description: "GroupDescription" },
  },
  aws_sns_topic: { type: "AWS::SNS::Topic", names: { name: "TopicName" } },
  aws_sns_topic_policy: {
    type: "AWS::SNS::TopicPolicy",
    names: { arn: "Topics", policy: "PolicyDocument" },
  },
  aws_sns_topic_subscription: { type: "AWS::SNS::Subscription" },
  aws_sqs_queue: {
    type: "AWS::SQS::Queue",
    names: {
      name: "QueueName",
      message_retention_seconds: "MessageRetentionPeriod",
    },
  },
  aws_sqs_queue_policy: {
    type: "AWS::SQS::QueuePolicy",
    names: { queue_url: "Queues", policy: "PolicyDocument" },
  },
  aws_subnet: { type: "AWS::EC2::Subnet" },
  aws_vpc: { type: "AWS::EC2::VPC" },
  aws_vpc_endpoint: { type: "AWS::EC2::VPCEndpoint" },
  aws_vpc_endpoint_route_table_association: "a property of AWS::EC2::VPCEndpoint, with only IDs",
  aws_vpc_security_group_egress_rule: {
    type: "AWS::EC2::SecurityGroupEgress",
    names: { security_group_id: "GroupId", cidr_ipv4: "CidrIp" },
  },
  aws_vpc_security_group_ingress_rule: {
    type: "AWS::EC2::SecurityGroupIngress",
    names: {
      security_group_id: "GroupId",
      referenced_security_group_id: "SourceSecurityGroupId",
      cidr_ipv4: "CidrIp",
    },
  },
};
