import { configurationOfThisMachine } from "../../local/configuration";
import { layerContracts, type LayerOutputs } from "../../modules/layers/contracts";
import {
  bootstrapInputs,
  clusterInputs,
  dataInputs,
  networkInputs,
  platformInputs,
} from "../../stacks/inputs";
import { placeOf } from "../../stacks/place";
import { call } from "./call";
import {
  addStack,
  TerraformConfiguration,
  inOneForm,
  outputsOf,
  providersOf,
  type Change,
} from "./configuration";

/** The inputs of each layer of the stage `local`, from the outputs of the deployed stacks. */
function layerInputs(): Record<string, Record<string, unknown>> {
  const place = placeOf("local", configurationOfThisMachine());
  const outputs = Object.fromEntries(
    Object.keys(layerContracts).map((layer) => [layer, outputsOf(stackOf(layer))]),
  ) as unknown as LayerOutputs;
  return {
    bootstrap: bootstrapInputs(place),
    network: networkInputs(place),
    data: dataInputs(place, outputs),
    cluster: clusterInputs(place, outputs),
    platform: platformInputs(place, outputs),
  };
}

const stackOf = (layer: string) => (layer === "bootstrap" ? "emulator-bootstrap" : `local-${layer}`);

type Changes = Record<string, Change>;

/** Plans layers as stacks and as imported modules side by side, as if nothing had been deployed. */
export function plansOf(layers: readonly string[]): Record<string, { stack: Changes; module: Changes }> {
  const inputs = layerInputs();
  const configuration = new TerraformConfiguration().write(
    "providers.tf.json",
    providersOf(stackOf(layers.includes("platform") ? "platform" : "network")),
  );
  const blocks = layers.map((layer) => {
    addStack(configuration, stackOf(layer));
    return `${call(`layers/${layer}`, inputs[layer] ?? {}, `module_${layer}`)}
module "stack_${layer}" {
  source = "./${stackOf(layer)}"
}
`;
  });
  const changes = Object.entries(configuration.write("main.tf", blocks.join("\n")).init().plan());
  configuration.remove();
  const below = (module: string): Changes =>
    Object.fromEntries(
      changes
        .filter(([address]) => address.startsWith(`module.${module}.`))
        .map(([address, change]) => [address.slice(`module.${module}.`.length), inOneForm(change)]),
    );
  // The roles of GitHub Actions are a module beside the bootstrap layer.
  const ofLayer = (all: Changes): Changes =>
    Object.fromEntries(Object.entries(all).filter(([address]) => !/\.github_roles(_|\[|$)/.test(address)));
  return Object.fromEntries(
    layers.map((layer) => [
      layer,
      { stack: ofLayer(below(`stack_${layer}`)), module: below(`module_${layer}`) },
    ]),
  );
}
