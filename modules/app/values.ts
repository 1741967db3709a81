import { choose, isGiven, keysOf, mapRecord } from "../kit/terms";
import { postgresql } from "../versions";
import type { ApplicationConfig } from "./schema";

/** Seconds. A Job ends before its release times out, so that the release can report why the Job failed. */
export const deadlines = { databaseRoles: 480, migration: 480, release: 600 };

/** Digest of the image; empty without one. */
export const digestOf = ({ imageDigest }: Pick<ApplicationConfig, "imageDigest">) =>
  choose(isGiven(imageDigest), imageDigest, "") as string;

const mediaOf = ({ mediaVolumeHandle }: Pick<ApplicationConfig, "mediaVolumeHandle">) => ({
  volumeHandle: choose(isGiven(mediaVolumeHandle), mediaVolumeHandle, ""),
});

/** Values of the chart `artist-base`: charts/artist-base/values.yaml describes them. */
export const artistBaseValues = (
  { database, secretReaders, ...config }: ApplicationConfig,
  apiKeyVersions: Record<string, string>,
) => ({
  region: config.region,
  secretReaders: {
    application: secretReaders.applicationRoleArn,
    databaseRoles: secretReaders.databaseRolesRoleArn,
  },
  database: {
    host: database.host,
    port: database.port,
    name: database.name,
    masterSecret: database.masterSecretArn,
    roleSecrets: database.roleSecretNames,
    roleSecretsVersion: database.roleSecretsVersion,
  },
  apiKeys: config.apiKeySecretNames,
  apiKeyVersions,
  media: mediaOf(config),
  network: {
    databaseCidrs: database.subnetCidrs,
    loadBalancerCidrs: config.publicSubnetCidrs,
    monitoringNamespace: config.monitoringNamespace,
  },
  databaseRoles: {
    namespace: config.databaseRolesNamespace,
    image: postgresql.image,
    deadlineSeconds: deadlines.databaseRoles,
  },
});

/** Values of the chart `artist`: charts/artist/values.yaml describes them. */
export const artistValues = (
  { api, database, ...config }: ApplicationConfig,
  apiKeyVersions: Record<string, string>,
) => ({
  image: {
    repository: config.imageRepositoryUrl,
    tag: config.imageTag,
    digest: digestOf(config),
  },
  apiKeys: keysOf(config.apiKeySecretNames),
  apiKeyVersions,
  roleSecretsVersion: database.roleSecretsVersion,
  api: {
    minReplicas: api.minReplicas,
    maxReplicas: api.maxReplicas,
    resources: {
      requests: { cpu: api.cpu, memory: api.memory },
      limits: { cpu: api.cpuLimit, memory: api.memoryLimit },
    },
  },
  workers: mapRecord(config.workers, (field) => ({
    command: field("command"),
    replicas: field("replicas"),
    schedule: field("schedule"),
    resources: {
      requests: { cpu: field("cpu"), memory: field("memory") },
      limits: { memory: field("memory") },
    },
  })),
  migration: { deadlineSeconds: deadlines.migration },
  media: mediaOf(config),
  ingress: {
    host: choose(isGiven(config.host), config.host, ""),
    certificateArn: choose(isGiven(config.certificateArn), config.certificateArn, ""),
    // Another list makes the controller call SetSubnets on the same load balancer, instead of keeping what it found by tags.
    // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#subnets
    subnetIds: choose(isGiven(config.publicSubnetIds), config.publicSubnetIds, []),
  },
});
