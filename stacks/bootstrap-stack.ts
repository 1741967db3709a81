import { LocalBackend } from "cdktf";
import type { Construct } from "constructs";
import { BootstrapLayer } from "../modules/layers/bootstrap";
import { projectPath } from "../modules/kit/project-path";
import { LayerStack, project, stateBucketName, stateKeyAlias, type Place } from "./layer-stack";

/** The file that holds the state of a bootstrap stack which is not in the bucket. */
export const localStatePath = (stackId: string) => projectPath(`terraform.${stackId}.tfstate`);

/** The ground of an account, before any stage: the bucket of the states and its key, and the image repositories. */
export class BootstrapStack extends LayerStack {
  constructor(scope: Construct, place: Place) {
    super(scope, `${place.accountName}-bootstrap`, place, {});

    this.publish(
      new BootstrapLayer(this, "Default", {
        project,
        stateBucketName: stateBucketName(place.account),
        stateKeyAlias,
        // The emulator's account is thrown away whole; no other account's states are.
        forceDestroy: place.account.emulator !== undefined,
        registry: place.account.registry,
      }),
    );
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
