import type { Construct } from "constructs";
import { ClusterLayer } from "../modules/layers/cluster";
import { clusterInputs } from "./inputs";
import type { StagePlace } from "./place";
import { StageStack } from "./stage-stack";

/** The EKS cluster of a stage. */
export class ClusterStack extends StageStack {
  constructor(scope: Construct, place: StagePlace) {
    super(scope, "cluster", place);
    this.publish(new ClusterLayer(this, "Default", clusterInputs(place, this.outputsOf("network"))));
  }
}
