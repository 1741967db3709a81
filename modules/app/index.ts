import { Construct } from "constructs";
import type { ITerraformDependable } from "cdktf";
import type { ContractValues } from "../kit/contract";
import { choose, isGiven, keysOf, mapRecord } from "../kit/terms";
import { HelmRelease } from "../kubernetes/helm-release";
import { projectPath } from "../kit/project-path";
import { postgresql } from "../versions";
import { appContract, appSchema, type AppConfig } from "./schema";

export * from "./schema";

/** Seconds: a Job ends before its release does, so that the release can say why. */
const deadlines = { databaseRoles: 480, migration: 480, release: 600 };

/**
 * The application in two releases. `artist-base` (service accounts, secrets, network policies, database roles) is
 * complete before `artist` starts, whose migration needs it on the very first install.
 */
export class App extends Construct {
  static readonly schema = appSchema;
  static readonly contract = appContract;
  readonly outputs: ContractValues<typeof appContract>;

  constructor(scope: Construct, id: string, config: AppConfig, after: ITerraformDependable[] = []) {
    super(scope, id);
    const { namespace } = config;
    const base = new HelmRelease(this, "base", {
      name: "artist-base",
      namespace,
      chart: { folder: projectPath("charts", "artist-base") },
      values: this.baseValues(config),
      timeout: deadlines.release,
      after,
    });
    const name = "artist";
    new HelmRelease(this, "Default", {
      name,
      namespace,
      chart: { folder: projectPath("charts", "artist") },
      values: this.appValues(config),
      timeout: deadlines.release,
      after: [base.release],
    });
    this.outputs = {
      application_namespace: namespace,
      application_release: name,
      application_image: `${config.imageRepository}:${config.imageTag}`,
    };
  }

  private baseValues({ database: { cidrs, ...connection }, ...config }: AppConfig) {
    return {
      region: config.region,
      database: connection,
      apiKeys: config.apiKeySecrets,
      network: {
        databaseCidrs: cidrs,
        loadBalancerCidrs: config.loadBalancerCidrs,
        monitoringNamespace: config.monitoringNamespace,
      },
      databaseRoles: { image: postgresql.image, deadlineSeconds: deadlines.databaseRoles },
    };
  }

  private appValues({ api, database, ...config }: AppConfig) {
    return {
      image: { repository: config.imageRepository, tag: config.imageTag },
      apiKeys: keysOf(config.apiKeySecrets),
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
      ingress: { host: choose(isGiven(config.host), config.host, "") },
    };
  }
}
