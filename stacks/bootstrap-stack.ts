import { LocalBackend } from "cdktf";
import type { Construct } from "constructs";
import { GithubRoles } from "../modules/aws/github-roles";
import { BootstrapLayer } from "../modules/layers/bootstrap";
import { projectPath } from "../modules/kit/project-path";
import { githubRolesInputs } from "./github-roles-inputs";
import { bootstrapInputs } from "./inputs";
import { LayerStack } from "./layer-stack";
import { bootstrapStackName } from "./names";
import { accountTags, type Place, type StagePlace } from "./place";

/** The file that holds the state of a bootstrap stack which is not in the bucket. */
export const localStatePath = (stackId: string) => projectPath(`terraform.${stackId}.tfstate`);

/**
 * The account-level resources, before any stage: the bucket of the states and its key, the image repositories, and the roles
 * of GitHub Actions for the stages of the account.
 */
export class BootstrapStack extends LayerStack {
  constructor(scope: Construct, place: Place, stages: readonly StagePlace[]) {
    super(scope, bootstrapStackName(place.accountName), place, accountTags);
    const layer = new BootstrapLayer(this, "Default", bootstrapInputs(place));
    this.publish(layer);
    const { delivery } = place.account;
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
