import type { BootstrapLayerConfig } from "../modules/layers/bootstrap/schema";
import type { ClusterLayerConfig } from "../modules/layers/cluster/schema";
import type { LayerOutputs } from "../modules/layers/contracts";
import type { DataLayerConfig } from "../modules/layers/data/schema";
import type { NetworkLayerConfig } from "../modules/layers/network/schema";
import type { PlatformLayerConfig } from "../modules/layers/platform/schema";
import { valueOf } from "../modules/kit/terms";
import { eksAddonVersions, eksVersions, kubernetesVersion } from "../modules/versions";
import {
  accountTags,
  deliveryOf,
  project,
  stageTags,
  stateBucketName,
  stateKeyAlias,
  type Place,
  type StagePlace,
} from "./place";

/*
 * The inputs of each layer: from the configuration of its account or stage, and from the outputs of the layers before
 * it. The stacks pass references to these outputs; the tests of the importable layers pass values.
 */

/** Outputs of some layers. */
type OutputsOf<L extends keyof LayerOutputs> = Pick<LayerOutputs, L>;

/** Prefix of the names of a stage's resources, such as `artist-production`. */
export const prefixOf = ({ stageName }: StagePlace) => `${project}-${stageName}`;

/** A list as a map in which each value is its own key: the key is part of the address. */
const byValue = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, value]));

/**
 * The subnets in the zones of a stage, by zone. The network layer may have one more: a zone that is removed is left by the
 * layers above first, because AWS does not delete a subnet that is in use.
 */
const byZone = ({ stage }: StagePlace, subnetIds: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    [...stage.network.availabilityZones].sort().map((zone) => [zone, valueOf(subnetIds, zone)]),
  );

const inZones = (place: StagePlace, subnetIds: Readonly<Record<string, string>>) =>
  Object.values(byZone(place, subnetIds));

/** Inputs of the account-level resources. */
export const bootstrapInputs = ({ account }: Place): BootstrapLayerConfig => ({
  project,
  stateBucketName: stateBucketName(account),
  stateKeyAlias,
  // Only the emulated account's states may be deleted with the bucket.
  forceDestroy: account.emulator !== undefined,
  tags: accountTags,
  registry: {
    repositories: byValue(account.registry.repositories),
    keepImages: account.registry.keepImages,
  },
});

/** Inputs of the network of a stage. */
export function networkInputs(place: StagePlace): NetworkLayerConfig {
  const { domain, ...network } = place.stage.network;
  const { name, hostedZoneId: id } = domain;
  return {
    name: prefixOf(place),
    tags: stageTags(place),
    ...network,
    domain: { name, hostedZone: id === undefined ? undefined : { id } },
  };
}

/** Inputs of the data layer of a stage. */
export const dataInputs = (place: StagePlace, { network }: OutputsOf<"network">): DataLayerConfig => ({
  name: prefixOf(place),
  tags: stageTags(place),
  vpcId: network.vpc_id,
  databaseSubnetIds: inZones(place, network.database_subnet_ids_by_zone),
  databaseClientSecurityGroupId: network.database_client_security_group_id,
  privateSubnetIdsByZone: byZone(place, network.private_subnet_ids_by_zone),
  database: place.stage.database,
  logBucketName: `${prefixOf(place)}-logs-${place.account.id}-${place.region}`,
  logBucket: place.stage.logBucket,
  secrets: place.stage.secrets,
});

/** Inputs of the cluster of a stage. */
export const clusterInputs = (place: StagePlace, { network }: OutputsOf<"network">): ClusterLayerConfig => ({
  ...place.stage.cluster,
  administrators: byValue([
    ...place.stage.cluster.administrators,
    ...[deliveryOf(place)?.deployRoleArn ?? []].flat(),
  ]),
  planners: byValue([deliveryOf(place)?.planRoleArn ?? []].flat()),
  privateAccessCidrs: byValue(place.stage.cluster.privateAccessCidrs),
  name: prefixOf(place),
  kubernetesVersion,
  nodeReleaseVersion: eksVersions[kubernetesVersion].nodeRelease,
  vpcId: network.vpc_id,
  subnetIds: inZones(place, network.private_subnet_ids_by_zone),
  databaseClientSecurityGroupId: network.database_client_security_group_id,
  tags: stageTags(place),
  addonVersions: eksAddonVersions,
  iamRolePermissionsBoundary: deliveryOf(place)?.boundaryArn,
});

/** Inputs of what runs in the cluster of a stage. */
export function platformInputs(
  place: StagePlace,
  { bootstrap, network, data, cluster }: OutputsOf<"bootstrap" | "network" | "data" | "cluster">,
): PlatformLayerConfig {
  const { kubeconfig, alerts, ...settings } = place.stage.platform;
  const { repository, ...application } = place.stage.application;
  return {
    name: prefixOf(place),
    region: place.region,
    accountId: place.account.id,
    clusterName: cluster.cluster_name,
    vpcId: network.vpc_id,
    nodes: {
      roleArn: cluster.karpenter_node_role_arn,
      instanceProfileName: cluster.karpenter_instance_profile_name,
      queueName: cluster.karpenter_queue_name,
      queueArn: cluster.karpenter_queue_arn,
      subnetIds: inZones(place, network.private_subnet_ids_by_zone),
      // As the nodes of the node group.
      securityGroupIds: [cluster.cluster_security_group_id, network.database_client_security_group_id],
      releaseVersion: eksVersions[kubernetesVersion].nodeRelease,
    },
    kmsKeyArn: data.kms_key_arn,
    settings: { ...settings, alerts: { emails: byValue(alerts.emails) } },
    grafanaAdminSecretName: data.grafana_admin_secret_name,
    logBucketName: data.log_bucket_name,
    logBucketArn: data.log_bucket_arn,
    domainName: place.stage.network.domain.name,
    hostedZoneId: network.hosted_zone_id,
    certificateArn: network.certificate_arn,
    imageRepositoryUrl: valueOf(bootstrap.repository_urls, repository),
    database: {
      host: data.database_host,
      port: data.database_port,
      name: data.database_name,
      masterSecretArn: data.database_master_secret_arn,
      roleSecretNames: data.database_role_secret_names,
      roleSecretsVersion: data.database_role_secrets_version,
      subnetCidrs: network.database_subnet_cidrs,
    },
    apiKeySecretNames: data.api_key_secret_names,
    mediaVolumeHandle: data.media_volume_handle,
    mediaFileSystemArn: data.media_file_system_arn,
    mediaAccessPointArn: data.media_access_point_arn,
    publicSubnetIds: inZones(place, network.public_subnet_ids_by_zone),
    publicSubnetCidrs: network.public_subnet_cidrs,
    tags: stageTags(place),
    iamRolePermissionsBoundary: deliveryOf(place)?.boundaryArn,
    application,
  };
}
