import { LocalBackend } from "cdktf";
import type { Construct } from "constructs";
import { BootstrapLayer } from "../modules/layers/bootstrap";
import { projectPath } from "../modules/kit/project-path";
import { bootstrapInputs } from "./inputs";
import { LayerStack } from "./layer-stack";
import { bootstrapStackName } from "./names";
import { accountTags, type Place } from "./place";

/** The file that holds the state of a bootstrap stack which is not in the bucket. */
export const localStatePath = (stackId: string) => projectPath(`terraform.${stackId}.tfstate`);

/** The account-level resources, before any stage: the bucket of the states and its key, and the image repositories. */
export class BootstrapStack extends LayerStack {
  constructor(scope: Construct, place: Place) {
    super(scope, bootstrapStackName(place.accountName), place, accountTags);
    this.publish(new BootstrapLayer(this, "Default", bootstrapInputs(place)));
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
