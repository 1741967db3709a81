import { LocalBackend } from "cdktf";
import type { Construct } from "constructs";
import type { Configuration } from "../config";
import { GithubRoles } from "../modules/aws/github-roles";
import { RegistryPolicy } from "../modules/aws/registry-policy";
import { RegistryReplication } from "../modules/aws/registry-replication";
import { BootstrapLayer } from "../modules/layers/bootstrap";
import { projectPath } from "../modules/kit/project-path";
import { githubRolesInputs } from "./github-roles-inputs";
import { bootstrapInputs } from "./inputs";
import { registryPolicyInputs, registryReplicationInputs } from "./image-replication";
import { LayerStack } from "./layer-stack";
import { bootstrapStackName } from "./names";
import { accountTags, placeOf, placeOfAccount } from "./place";

/** The file that holds the state of a bootstrap stack which is not in the bucket. */
export const localStatePath = (stackId: string) => projectPath(`terraform.${stackId}.tfstate`);

/**
 * The account-level resources, before any stage: the bucket of the states and its key, the image repositories with their
 * replication, and the roles of GitHub Actions for the stages of the account.
 */
export class BootstrapStack extends LayerStack {
  constructor(scope: Construct, accountName: string, configuration: Configuration) {
    const place = placeOfAccount(accountName, configuration);
    super(scope, bootstrapStackName(accountName), place, accountTags);
    const layer = new BootstrapLayer(this, "Default", bootstrapInputs(place));
    this.publish(layer);
    const replication = registryReplicationInputs(place, configuration);
    if (replication) {
      new RegistryReplication(this, "registry_replication", replication);
    }
    const policy = registryPolicyInputs(place, configuration);
    if (policy) {
      new RegistryPolicy(this, "registry_policy", policy);
    }
    const { delivery } = place.account;
    const stages = Object.keys(configuration.stages)
      .map((stageName) => placeOf(stageName, configuration))
      .filter((stage) => stage.accountName === accountName);
    if (delivery && stages.length > 0) {
      new GithubRoles(this, "github_roles", githubRolesInputs(place, delivery, stages, layer.outputs));
    }
  }

  /** BOOTSTRAP_STATE=local keeps the state in a file: until the bucket exists, and when it is to be destroyed. */
  protected override configureBackend(): void {
    if (process.env["BOOTSTRAP_STATE"] === "local") {
      new LocalBackend(this, { path: localStatePath(this.stackId) });
    } else {
      super.configureBackend();
    }
  }
}
