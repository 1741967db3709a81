import type { Construct } from "constructs";
import { NetworkLayer } from "../modules/layers/network";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

/** The network of a stage. */
export class NetworkStack extends StageStack {
  constructor(scope: Construct, place: StagePlace) {
    super(scope, "network", place);
    this.publish(new NetworkLayer(this, "Default", { name: this.prefix, ...this.stage.network }));
  }
}
