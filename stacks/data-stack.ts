import type { Construct } from "constructs";
import { DataLayer } from "../modules/layers/data";
import { dataInputs } from "./inputs";
import type { StagePlace } from "./place";
import { StageStack } from "./stage-stack";

/** The stateful resources of a stage: database, secrets, bucket of the logs. */
export class DataStack extends StageStack {
  constructor(scope: Construct, place: StagePlace) {
    super(scope, "data", place);
    this.publish(new DataLayer(this, "Default", dataInputs(place, this.outputsOf("network"))));
  }
}
