import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { PlatformLayer } from "../modules/layers/platform";
import { clusterProviders } from "./cluster-providers";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

/** What runs in the cluster of a stage. */
export class PlatformStack extends StageStack {
  constructor(scope: Construct, place: StagePlace, below: StageStack[]) {
    super(scope, "platform", place, below);
    const bootstrap = this.outputsOf("bootstrap");
    const network = this.outputsOf("network");
    const data = this.outputsOf("data");
    const cluster = this.outputsOf("cluster");
    const { platform, application } = this.stage;
    clusterProviders(this, cluster, this.stage);

    this.publish(
      new PlatformLayer(this, "Default", {
        name: this.prefix,
        region: place.region,
        accountId: place.account.id,
        clusterName: cluster.cluster_name,
        vpcId: network.vpc_id,
        kmsKeyArn: data.kms_key_arn,
        settings: platform,
        grafanaAdminSecretsManagerName: data.grafana_admin_secret_name,
        logBucketName: data.log_bucket_name,
        logBucketArn: data.log_bucket_arn,
        imageRepository: Fn.lookup(bootstrap.repository_urls, "ai-artist-api"),
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
        application,
      }),
    );
  }
}
