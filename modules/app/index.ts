import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ExternalDns } from "../addons/external-dns";
import { ExternalSecrets } from "../addons/external-secrets";
import { LoadBalancerController } from "../addons/load-balancer-controller";
import { Monitoring } from "../addons/monitoring";
import type { ContractValues } from "../kit/contract";
import { choose, format, isGiven } from "../kit/terms";
import { HelmRelease } from "../kubernetes/helm-release";
import { apiKeyVersions } from "./api-key-versions";
import { artist, artistBase } from "./charts";
import { applicationContract, applicationSchema, type ApplicationConfig } from "./schema";
import { artistBaseValues, artistValues, deadlines, digestOf } from "./values";

export * from "./schema";

/**
 * The application in two releases. `artist-base` (service accounts, secrets, network policies, database roles) is
 * complete before `artist` is installed: the migration of `artist`, a hook, needs it also on the first installation.
 */
export class Application extends Construct {
  static readonly schema = applicationSchema;
  static readonly contract = applicationContract;
  static readonly chart = artist;
  // It has an Ingress with a host, ExternalSecrets and a ServiceMonitor.
  static readonly needs = [LoadBalancerController, ExternalDns, ExternalSecrets, Monitoring];
  /** Values of the outputs. */
  readonly outputs: ContractValues<typeof applicationContract>;
  /** The `helm_release` of `artist`, for the `depends_on` of later resources. */
  readonly release: HelmRelease["release"];

  /** @param after resources that must exist before `artist-base` */
  constructor(scope: Construct, id: string, config: ApplicationConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    const { namespace } = config;
    const keyVersions = apiKeyVersions(this, config.apiKeySecretNames);
    const base = new HelmRelease(this, "base", {
      name: artistBase.release,
      namespace,
      chart: artistBase,
      values: artistBaseValues(config, keyVersions),
      timeout: deadlines.release,
      after,
    });
    this.release = new HelmRelease(this, "Default", {
      name: artist.release,
      namespace,
      chart: artist,
      values: artistValues(config, keyVersions),
      timeout: deadlines.release,
      after: [base.release],
    }).release;
    this.outputs = {
      application_namespace: namespace,
      application_release: artist.release,
      application_image: choose(
        isGiven(config.imageDigest),
        format("%s@%s", config.imageRepositoryUrl, digestOf(config)),
        format("%s:%s", config.imageRepositoryUrl, config.imageTag),
      ),
    };
  }
}
