import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { allLayers } from "../modules/layers";
import { projectPath } from "../modules/kit/project-path";
import { layerDrawing, stacksDrawing, type Drawing } from "../plan/architecture/drawing";
import { svgFileOf } from "../plan/architecture/image";
import { flowchartOf } from "../plan/architecture/mermaid";
import { stagePictures } from "../plan/architecture/page";
import type { Direction } from "../plan/review/picture/svg";
import { command, runMain } from "./program";
import { selectionOf, withSelection, type SelectionOptions } from "./stack-selection";

const graphFolder = () => projectPath("graph.out");

function write(drawing: Drawing, direction: Direction): void {
  const path = join(graphFolder(), drawing.title);
  writeFileSync(`${path}.svg`, svgFileOf(drawing, direction));
  writeFileSync(`${path}.mmd`, `${flowchartOf(drawing, direction)}\n`);
  console.log(`${relative(projectPath(), path)}.svg, and .mmd (Mermaid)`);
}

function graph(options: SelectionOptions): void {
  const isSelected = selectionOf(options);
  const configuration = configurationOfThisMachine();
  mkdirSync(graphFolder(), { recursive: true });
  const written = new Set<string>();
  for (const [stage, byLayer] of Object.entries(stagePictures(configuration))) {
    const pictures = allLayers.map((layer) => byLayer[layer]).filter(({ stack }) => isSelected(stack));
    if (options.layer === undefined && (options.stage ?? stage) === stage) {
      write(stacksDrawing(stage, pictures), "TB");
    }
    for (const picture of pictures.filter(({ stack }) => !written.has(stack))) {
      written.add(picture.stack);
      write(layerDrawing(picture), "LR");
    }
  }
}

/** `npm run graph`: writes pictures of the stacks of a stage, from the synthesized JSON. */
export function graphCommand(): Command {
  return withSelection(
    command("graph", "Write pictures of the stacks and their modules, as SVG and Mermaid."),
  ).action((options: SelectionOptions) =>
    runMain(() => {
      graph(options);
      return 0;
    }),
  );
}
