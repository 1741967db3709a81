import { Construct } from "constructs";
import type { ITerraformDependable } from "cdktf";
import { HelmRelease } from "../helm-release";
import { projectPath } from "../project-path";
import { postgresql } from "../versions";
import type { AppConfig } from "./schema";

export { appSchema, type AppConfig } from "./schema";

/** What the application stands on. */
export interface AppFoundation {
  /** Namespace, which exists. */
  readonly namespace: string;
  /** Region of Secrets Manager. */
  readonly region: string;
  /** Repository of the image `ai-artist-api`. */
  readonly imageRepository: string;
  readonly database: {
    /** Host name of the writer. */
    readonly host: string;
    /** TCP port. */
    readonly port: number;
    /** Name of the application's database. */
    readonly name: string;
    /** ARN of the secret of the master user, for the roles Job alone. */
    readonly masterSecret: string;
    /** Names of the secrets of the roles `migrator`, `app` and `readonly`. */
    readonly roleSecrets: Record<string, string>;
    /** Version of the roles' passwords: another one runs the roles Job again, and rolls the pods. */
    readonly roleSecretsVersion: number;
    /** CIDR blocks of the database's subnets. */
    readonly cidrs: string[];
  };
  /** Environment variables that third-party keys come in. */
  readonly apiKeys: readonly string[];
  /** Secrets Manager names of the third-party keys, by environment variable. */
  readonly apiKeySecrets: Record<string, string>;
  /** CIDR blocks of the load balancer's subnets. */
  readonly loadBalancerCidrs: string[];
  /** Namespace of Prometheus. */
  readonly monitoringNamespace: string;
  /** What must stand before the first release. */
  readonly after: ITerraformDependable[];
}

/** Seconds: a Job ends before its release does, so that the release can say why. */
const deadlines = { databaseRoles: 480, migration: 480, release: 600 };

/**
 * The application in two releases. `artist-base` (service accounts, secrets, network policies, database roles) is
 * complete before `artist` starts, whose migration needs it on the very first install.
 */
export class App extends Construct {
  /** Name of the release that runs the application. */
  readonly releaseName = "artist";

  constructor(scope: Construct, id: string, config: AppConfig, foundation: AppFoundation) {
    super(scope, id);
    const base = new HelmRelease(this, "base", {
      name: "artist-base",
      namespace: foundation.namespace,
      chart: { folder: projectPath("charts", "artist-base") },
      values: this.baseValues(foundation),
      timeout: deadlines.release,
      after: foundation.after,
    });
    new HelmRelease(this, "Default", {
      name: this.releaseName,
      namespace: foundation.namespace,
      chart: { folder: projectPath("charts", "artist") },
      values: this.appValues(config, foundation),
      timeout: deadlines.release,
      after: [base.release],
    });
  }

  private baseValues({ database, ...foundation }: AppFoundation) {
    const { cidrs, ...connection } = database;
    return {
      region: foundation.region,
      database: connection,
      apiKeys: foundation.apiKeySecrets,
      network: {
        databaseCidrs: cidrs,
        loadBalancerCidrs: foundation.loadBalancerCidrs,
        monitoringNamespace: foundation.monitoringNamespace,
      },
      databaseRoles: { image: postgresql.image, deadlineSeconds: deadlines.databaseRoles },
    };
  }

  private appValues(config: AppConfig, { imageRepository, apiKeys, database }: AppFoundation) {
    const { api, workers } = config;
    return {
      image: { repository: imageRepository, tag: config.imageTag },
      apiKeys,
      roleSecretsVersion: database.roleSecretsVersion,
      api: {
        minReplicas: api.minReplicas,
        maxReplicas: api.maxReplicas,
        resources: {
          requests: { cpu: api.cpu, memory: api.memory },
          limits: { cpu: api.cpuLimit, memory: api.memoryLimit },
        },
      },
      workers: Object.fromEntries(
        Object.entries(workers).map(([name, { cpu, memory, ...worker }]) => [
          name,
          { ...worker, resources: { requests: { cpu, memory }, limits: { memory } } },
        ]),
      ),
      migration: { deadlineSeconds: deadlines.migration },
      ...(config.host === undefined ? {} : { ingress: { host: config.host } }),
    };
  }
}
