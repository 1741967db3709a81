import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Layer } from "../modules/layers";
import { layerContracts, type LayerOutputs } from "../modules/layers/contracts";
import { LayerStack } from "./layer-stack";
import { bootstrapStackName, stackName } from "./names";
import { stageTags, type StagePlace } from "./place";

/** A stack of a stage, named `<stage>-<layer>`. It is deployed after the stacks whose outputs it reads. */
export abstract class StageStack extends LayerStack {
  constructor(
    scope: Construct,
    layer: Layer,
    protected readonly stagePlace: StagePlace,
  ) {
    const { stageName } = stagePlace;
    super(scope, stackName(stageName, layer), stagePlace, stageTags(stagePlace));
  }

  /** The outputs of other layers of this stage, and of the bootstrap stack of its account, read from their states. */
  protected outputsOf<L extends keyof LayerOutputs>(...layers: L[]): Pick<LayerOutputs, L> {
    return Object.fromEntries(layers.map((layer) => [layer, this.read(layer)])) as Pick<LayerOutputs, L>;
  }

  private read(layer: keyof LayerOutputs) {
    if (layer === "bootstrap") {
      const state = this.stateOf(bootstrapStackName(this.place.accountName));
      return layerContracts.bootstrap.read(this, layer, state);
    }
    const name = stackName(this.stagePlace.stageName, layer);
    this.addDependency(this.node.scope?.node.findChild(name) as TerraformStack);
    return layerContracts[layer].read(this, layer, this.stateOf(name));
  }
}
