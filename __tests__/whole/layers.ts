import { configurationOfThisMachine } from "../../local/configuration";
import { apiKeyNames } from "../../modules/app/api-keys";
import { call } from "./call";
import { addStack, Estate, inOneForm, outputsOf, providersOf, type Change } from "./estate";

const name = "artist-local";

/** The configuration of the stage `local` for each layer, from what the deployed stacks tell. */
function layerConfigurations(): Record<string, Record<string, unknown>> {
  const { stages, accounts } = configurationOfThisMachine();
  const { local } = stages;
  const account = accounts["emulator"];
  if (!local || !account) {
    throw new Error("no stage local");
  }
  const [bootstrap, network, data, cluster] = [
    "emulator-bootstrap",
    ...["network", "data", "cluster"].map((l) => `local-${l}`),
  ].map(outputsOf);
  return {
    bootstrap: {
      project: "artist",
      stateBucketName: bootstrap.state_bucket_name,
      stateKeyAlias: "alias/artist-terraform-state",
      forceDestroy: true,
      registry: account.registry,
    },
    network: { name, ...local.network },
    data: {
      name,
      vpcId: network.vpc_id,
      databaseSubnetIds: network.database_subnet_ids,
      databaseClientSecurityGroupId: network.database_client_security_group_id,
      database: local.database,
      logBucketName: data.log_bucket_name,
      apiKeys: [...apiKeyNames],
      passwordVersion: 1,
    },
    cluster: {
      ...local.cluster,
      name,
      kubernetesVersion: cluster.cluster_version,
      subnetIds: network.private_subnet_ids,
      databaseClientSecurityGroupId: network.database_client_security_group_id,
    },
    platform: {
      name,
      region: local.region,
      accountId: account.id,
      clusterName: cluster.cluster_name,
      vpcId: network.vpc_id,
      kmsKeyArn: data.kms_key_arn,
      settings: local.platform,
      grafanaAdminSecretsManagerName: data.grafana_admin_secret_name,
      logBucketName: data.log_bucket_name,
      logBucketArn: data.log_bucket_arn,
      imageRepository: bootstrap.repository_urls["ai-artist-api"],
      database: {
        host: data.database_host,
        port: data.database_port,
        name: data.database_name,
        masterSecret: data.database_master_secret_arn,
        roleSecrets: data.database_role_secret_names,
        roleSecretsVersion: data.database_role_secrets_version,
        cidrs: network.database_subnet_cidrs,
      },
      apiKeySecrets: data.api_key_secret_names,
      loadBalancerCidrs: network.public_subnet_cidrs,
      application: local.application,
    },
  };
}

const stackOf = (layer: string) => (layer === "bootstrap" ? "emulator-bootstrap" : `local-${layer}`);

type Changes = Record<string, Change>;

/** Plans layers as stacks and as imported modules side by side, as if nothing had been deployed. */
export function plansOf(layers: readonly string[]): Record<string, { stack: Changes; module: Changes }> {
  const configurations = layerConfigurations();
  const estate = new Estate().write(
    "providers.tf.json",
    providersOf(stackOf(layers.includes("platform") ? "platform" : "network")),
  );
  const blocks = layers.map((layer) => {
    addStack(estate, stackOf(layer));
    return `${call(`layers/${layer}`, configurations[layer] ?? {}, `module_${layer}`)}
module "stack_${layer}" {
  source = "./${stackOf(layer)}"
}
`;
  });
  const changes = Object.entries(estate.write("main.tf", blocks.join("\n")).init().plan());
  estate.remove();
  const below = (module: string): Changes =>
    Object.fromEntries(
      changes
        .filter(([address]) => address.startsWith(`module.${module}.`))
        .map(([address, change]) => [address.slice(`module.${module}.`.length), inOneForm(change)]),
    );
  return Object.fromEntries(
    layers.map((layer) => [layer, { stack: below(`stack_${layer}`), module: below(`module_${layer}`) }]),
  );
}
