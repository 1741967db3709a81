/** The names of resources that have the name of a stage in them, and the most characters that AWS accepts. */
export interface DerivedName {
  /** Terraform's type of the resource, and the attribute that has the name. */
  readonly type: string;
  readonly attribute: string;
  readonly limit: number;
  /** The longest name of this type, with `{stage}`, `{account}` (the id), `{region}` and `{uuid}`. */
  readonly longest: string;
}

/** Every such name. A test compares the table with the synthesized stacks. */
export const derivedNames: readonly DerivedName[] = [
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  {
    type: "aws_s3_bucket",
    attribute: "bucket",
    limit: 63,
    longest: "artist-{stage}-logs-{account}-{region}",
  },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  { type: "aws_iam_role", attribute: "name", limit: 64, longest: "artist-{stage}-load-balancer-controller" },
  {
    type: "aws_iam_role",
    attribute: "permissions_boundary",
    limit: 2048,
    longest: "arn:aws:iam::{account}:policy/artist-github-boundary-{stage}",
  },
  { type: "aws_iam_role_policy", attribute: "role", limit: 64, longest: "artist-{stage}-access" },
  {
    type: "aws_iam_instance_profile",
    attribute: "name",
    limit: 128,
    longest: "artist-{stage}-karpenter-nodes",
  },
  { type: "aws_iam_instance_profile", attribute: "role", limit: 64, longest: "artist-{stage}-access" },
  { type: "aws_instance", attribute: "iam_instance_profile", limit: 128, longest: "artist-{stage}-access" },
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
  { type: "aws_db_instance", attribute: "identifier", limit: 63, longest: "artist-{stage}" },
  {
    type: "aws_db_instance",
    attribute: "final_snapshot_identifier",
    limit: 255,
    longest: "artist-{stage}-final-{uuid}",
  },
  { type: "aws_db_subnet_group", attribute: "name", limit: 255, longest: "artist-{stage}" },
  // The provider adds 26 characters: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_parameter_group
  {
    type: "aws_db_parameter_group",
    attribute: "name_prefix",
    limit: 255 - 26,
    longest: "artist-{stage}-postgres17-",
  },
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  { type: "aws_kms_alias", attribute: "name", limit: 256, longest: "alias/artist-{stage}-cluster" },
  {
    type: "aws_kms_key",
    attribute: "description",
    limit: 8192,
    longest: "Database, secrets, logs and media of artist-{stage}",
  },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  { type: "aws_security_group", attribute: "name", limit: 255, longest: "artist-{stage}-cluster-endpoint" },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
  { type: "aws_launch_template", attribute: "name", limit: 128, longest: "artist-{stage}-nodes" },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  {
    type: "aws_cloudwatch_log_group",
    attribute: "name",
    limit: 512,
    longest: "/aws/rds/instance/artist-{stage}/postgresql",
  },
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
  { type: "aws_eks_cluster", attribute: "name", limit: 100, longest: "artist-{stage}" },
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html
  {
    type: "aws_eks_access_entry",
    attribute: "principal_arn",
    limit: 2048,
    longest: "arn:aws:iam::{account}:role/artist-github-deploy-{stage}",
  },
  // Of 63 characters, the provider adds 26.
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
  {
    type: "aws_eks_node_group",
    attribute: "node_group_name_prefix",
    limit: 63 - 26,
    longest: "artist-{stage}-nodes-",
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  {
    type: "aws_cloudwatch_metric_alarm",
    attribute: "alarm_name",
    limit: 255,
    longest: "artist-{stage}-alerting-is-broken",
  },
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  { type: "aws_sns_topic", attribute: "name", limit: 256, longest: "artist-{stage}-heartbeat" },
  { type: "aws_sns_topic", attribute: "display_name", limit: 100, longest: "artist-{stage}" },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  { type: "aws_cloudwatch_event_rule", attribute: "name", limit: 64, longest: "artist-{stage}-karpenter" },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  { type: "aws_sqs_queue", attribute: "name", limit: 80, longest: "artist-{stage}-karpenter" },
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  {
    type: "aws_secretsmanager_secret",
    attribute: "name",
    limit: 512,
    longest: "artist-{stage}/api-keys/SPOTIFY_CLIENT_SECRET",
  },
];

/** The longest values of the other parts of a name; the longest regions are such as ap-southeast-1. */
const parts = { account: 12, region: "ap-southeast-1".length, uuid: 36 };

/** The number of characters of a name, with the longest region. */
export const lengthOf = ({ longest }: Pick<DerivedName, "longest">, stage: number): number =>
  Object.entries({ ...parts, stage }).reduce(
    (length, [part, size]) => length + (longest.includes(`{${part}}`) ? size - `{${part}}`.length : 0),
    longest.length,
  );

const rooms = derivedNames.map((name) => ({ ...name, room: name.limit - lengthOf(name, 0) }));

/** The name that leaves the fewest characters for the name of a stage, and how many. */
export const tightest = rooms.reduce((one, other) => (other.room < one.room ? other : one));
