import type { Configuration } from "../../config";
import { catalog } from "../../importable/catalog";
import { allLayers } from "../../modules/layers";
import { bootstrapStackName, stackName } from "../../stacks/names";
import { synthesizedStacks } from "../synthesized-stacks";
import { table } from "../table";
import { layerDrawing, stacksDrawing } from "./drawing";
import { flowchartOf } from "./mermaid";
import { stackPictureOf, type StackPicture } from "./stack-picture";

type AnyLayer = (typeof allLayers)[number];

/** The pictures of the stacks of a stage and of its account, by layer. */
export type StagePictures = Readonly<Record<AnyLayer, StackPicture>>;

/** The pictures of all stages, from one synthesis. */
export function stagePictures(configuration: Configuration): Readonly<Record<string, StagePictures>> {
  const stacks = synthesizedStacks(configuration);
  return Object.fromEntries(
    Object.entries(configuration.stages).map(([stage, { account }]) => [
      stage,
      Object.fromEntries(
        allLayers.map((layer) => {
          const name = layer === "bootstrap" ? bootstrapStackName(account) : stackName(stage, layer);
          return [layer, stackPictureOf(name, stacks[name] ?? {})];
        }),
      ) as StagePictures,
    ]),
  );
}

/** What a layer is, from the description of its importable module. */
const descriptionOf = (layer: AnyLayer) =>
  catalog.find(({ path }) => path === `layers/${layer}`)?.module.schema.description ?? "";

const mermaid = (text: string) => `\`\`\`mermaid\n${text}\n\`\`\``;

function readsTable({ reads }: StackPicture): string {
  const outputs = [...new Set(reads.map(({ stack, output }) => `${stack}.${output}`))].sort();
  return table(
    ["Output", "Read by"],
    outputs.map((name) => {
      const modules = reads
        .filter(({ stack, output }) => `${stack}.${output}` === name)
        .map(({ module }) => (module === undefined ? "the providers" : module || "the layer itself"));
      return [`\`${name}\``, modules.join(", ")];
    }),
  );
}

function layerSection(layer: AnyLayer, picture: StackPicture): string {
  return [
    `## ${picture.stack}`,
    descriptionOf(layer),
    mermaid(flowchartOf(layerDrawing(picture), "LR")),
    ...(picture.reads.length > 0 ? [readsTable(picture)] : []),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** docs/architecture.md: pictures of the stacks. */
export function architecturePage(configuration: Configuration): string {
  const all = stagePictures(configuration);
  const stages = Object.keys(all);
  const [stage = ""] = stages.toSorted(
    (one, other) =>
      Number(configuration.stages[other]?.production) - Number(configuration.stages[one]?.production),
  );
  const shown = all[stage] as StagePictures;
  const pictures = allLayers.map((layer) => shown[layer]);
  return `# Architecture

\`npm run docs\` writes this page from the synthesized stacks. It shows the stage \`${stage}\`; the other stages have the same layers
with other sizes. \`npm run graph\` writes the pictures of any stage as SVG and Mermaid.

- An arrow goes from what is used to what uses it: a reference or \`depends_on\`. Arrows that follow from others are left out.
- A box in a layer is a module: a construct of the layer, with all that is in it.
- The resources named in a box are those with the name of the module, else the two that the others in it refer to most.
- \`reads\` names the layers whose outputs the module reads.

## Stacks

${mermaid(flowchartOf(stacksDrawing(stage, pictures), "TB"))}

${table(
  ["Layer", "Modules", ...stages.map((name) => `Resources, ${name}`)],
  allLayers.map((layer) => [
    layer,
    shown[layer].modules
      .map(({ name }) => name)
      .filter((name) => name !== "")
      .join(", "),
    ...stages.map((name) => String(all[name]?.[layer].resources)),
  ]),
)}

${allLayers.map((layer) => layerSection(layer, shown[layer])).join("\n\n")}
`;
}
