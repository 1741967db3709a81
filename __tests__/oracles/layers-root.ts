import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ref, TerraformHclModule, Token, type DataTerraformRemoteStateS3 } from "cdktf";
import type { Configuration as ProjectConfiguration } from "../../config";
import { asVariables } from "../../importable/examples";
import { catalog } from "../../importable/catalog";
import { layerContracts, type LayerOutputs } from "../../modules/layers/contracts";
import { clusterProviders } from "../../stacks/cluster-providers";
import {
  bootstrapInputs,
  clusterInputs,
  dataInputs,
  networkInputs,
  platformInputs,
} from "../../stacks/inputs";
import { placeOf } from "../../stacks/place";
import { synthesizeStack } from "../support/modules";
import { modulesFolder } from "../support/prepared";
import type { Block } from "../support/terraform-json";
import type { Configuration } from "./graph";

type LayerName = keyof LayerOutputs;

/** The outputs of a module call, as references: `${module.network.vpc_id}`. */
function outputsOf<L extends LayerName>(layer: L): LayerOutputs[L] {
  const reference = (name: string) => ref(`module.${layer}.${name}`);
  const module = {
    getString: (name: string) => Token.asString(reference(name)),
    getNumber: (name: string) => Token.asNumber(reference(name)),
    getList: (name: string) => Token.asList(reference(name)),
    get: reference,
  } as unknown as DataTerraformRemoteStateS3;
  const fields = Object.entries(layerContracts[layer].fields);
  return Object.fromEntries(
    fields.map(([name, field]) => [name, field.read(module, name)]),
  ) as LayerOutputs[L];
}

function moduleOf(layer: LayerName): Block {
  const read = (file: string) =>
    JSON.parse(readFileSync(join(modulesFolder(), "layers", layer, `${file}.tf.json`), "utf8")) as Block;
  return { ...read("main"), ...read("outputs") };
}

/**
 * One configuration that calls all importable layers, each with the outputs of the others, as a user of the modules writes
 * it. The providers of the cluster are configured from the outputs of the layer `cluster`.
 */
export function layersRoot(stageName: string, configuration: ProjectConfiguration): Configuration {
  const place = placeOf(stageName, configuration);
  const names = Object.keys(layerContracts) as LayerName[];
  const { json } = synthesizeStack((stack) => {
    const outputs = Object.fromEntries(
      names.map((layer) => [layer, outputsOf(layer)]),
    ) as unknown as LayerOutputs;
    const inputs: Record<LayerName, object> = {
      bootstrap: bootstrapInputs(place),
      network: networkInputs(place),
      data: dataInputs(place, outputs),
      cluster: clusterInputs(place, outputs),
      platform: platformInputs(place, outputs),
    };
    clusterProviders(stack, outputs.cluster, place.stage);
    for (const { path, module } of catalog.filter(({ path }) => path.startsWith("layers/"))) {
      const layer = path.slice("layers/".length) as LayerName;
      new TerraformHclModule(stack, layer, {
        source: `./${path}`,
        variables: asVariables(module.schema, inputs[layer] as Record<string, unknown>),
        skipAssetCreationFromLocalModules: true,
      });
    }
  });
  return { json, modules: Object.fromEntries(names.map((layer) => [layer, moduleOf(layer)])) };
}
