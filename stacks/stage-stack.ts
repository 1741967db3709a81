import type { Construct } from "constructs";
import { LayerStack, project, type StagePlace } from "./layer-stack";

/** A stack of a stage: `<stage>-<layer>`. It reads the layers below it by their contracts and is deployed after them. */
export abstract class StageStack extends LayerStack {
  /** Prefix of the names of the stage's resources, such as `artist-production`. */
  protected readonly prefix: string;

  constructor(
    scope: Construct,
    layer: string,
    protected readonly stagePlace: StagePlace,
    below: readonly StageStack[] = [],
  ) {
    super(scope, `${stagePlace.stageName}-${layer}`, stagePlace, { Stage: stagePlace.stageName });
    this.prefix = `${project}-${stagePlace.stageName}`;
    for (const stack of below) {
      this.addDependency(stack);
    }
  }

  protected get stage() {
    return this.stagePlace.stage;
  }

  /** The state of another layer of this stage. */
  protected layerState(layer: string) {
    return this.stateOf(`${this.stagePlace.stageName}-${layer}`);
  }
}
