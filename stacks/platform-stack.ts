import type { Construct } from "constructs";
import { PlatformLayer } from "../modules/layers/platform";
import { clusterProviders } from "./cluster-providers";
import { platformInputs } from "./inputs";
import type { StagePlace } from "./place";
import { StageStack } from "./stage-stack";

/** What runs in the cluster of a stage. */
export class PlatformStack extends StageStack {
  constructor(scope: Construct, place: StagePlace) {
    super(scope, "platform", place);
    const outputs = this.outputsOf("bootstrap", "network", "data", "cluster");
    clusterProviders(this, outputs.cluster, place.stage);
    this.publish(new PlatformLayer(this, "Default", platformInputs(place, outputs)));
  }
}
