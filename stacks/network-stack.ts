import type { Construct } from "constructs";
import { NetworkLayer } from "../modules/layers/network";
import { networkInputs } from "./inputs";
import type { StagePlace } from "./place";
import { StageStack } from "./stage-stack";

/** The network of a stage. */
export class NetworkStack extends StageStack {
  constructor(scope: Construct, place: StagePlace) {
    super(scope, "network", place);
    this.publish(new NetworkLayer(this, "Default", networkInputs(place)));
  }
}
