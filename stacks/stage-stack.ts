import type { Construct } from "constructs";
import type { Layer } from "../modules/layers";
import { layerContracts, type LayerOutputs } from "../modules/layers/contracts";
import { LayerStack, project, type StagePlace } from "./layer-stack";

/**
 * A stack of a stage, named `<stage>-<layer>`. It is deployed after the stacks `below` it, and reads their outputs from
 * their states.
 */
export abstract class StageStack extends LayerStack {
  /** Prefix of the names of the stage's resources, such as `artist-production`. */
  protected readonly prefix: string;

  constructor(
    scope: Construct,
    layer: Layer,
    protected readonly stagePlace: StagePlace,
    below: readonly StageStack[] = [],
  ) {
    super(scope, `${stagePlace.stageName}-${layer}`, stagePlace, { Stage: stagePlace.stageName });
    this.prefix = `${project}-${stagePlace.stageName}`;
    for (const stack of below) {
      this.addDependency(stack);
    }
  }

  /** The configuration of the stage. */
  protected get stage() {
    return this.stagePlace.stage;
  }

  /** The outputs of another layer of this stage, or of the bootstrap stack of its account. */
  protected outputsOf<L extends keyof LayerOutputs>(layer: L): LayerOutputs[L] {
    const owner = layer === "bootstrap" ? this.place.accountName : this.stagePlace.stageName;
    // TypeScript does not follow the type parameter into the table.
    return layerContracts[layer].read(this, layer, this.stateOf(`${owner}-${layer}`)) as LayerOutputs[L];
  }
}
