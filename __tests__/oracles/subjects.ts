import { configurations } from "../support/prepared";
import type { TerraformJson } from "../support/terraform-json";
import { DependencyGraph } from "./graph";
import { layersRoot } from "./layers-root";

/** A configuration whose order of destruction is tested. */
export interface Subject {
  readonly title: string;
  /** Whether the resources are in an emulator, where nothing has to be kept. */
  readonly isEmulated: boolean;
  readonly graph: DependencyGraph;
  /** The node of an address after its layer, such as `data/aws_db_instance.database`. */
  node(address: string): string;
}

const [, { configuration, stacks }] = configurations()[0];

const graphOf = (chosen: [string, TerraformJson][]) =>
  new DependencyGraph(Object.fromEntries(chosen.map(([name, { json }]) => [name, { json }])));

const stages = Object.entries(configuration.stages).map(([stage, { account }]): Subject => {
  const ofStage = ([name]: [string, unknown]) =>
    name.startsWith(`${stage}-`) || name === `${account}-bootstrap`;
  return {
    title: `the stacks of ${stage}`,
    isEmulated: configuration.accounts[account]?.emulator !== undefined,
    graph: graphOf(Object.entries(stacks).filter(ofStage)),
    node: (address) => (address.startsWith("bootstrap/") ? `${account}-${address}` : `${stage}-${address}`),
  };
});

const layers: Subject = {
  title: "the importable layers",
  isEmulated: false,
  graph: new DependencyGraph({ root: layersRoot("production", configuration) }),
  node: (address) => `root/module.${address.replace("/", ".")}`,
};

/** The stacks of each stage with its account, and the importable layers in one configuration. */
export const subjects = [...stages, layers].map((subject) => [subject.title, subject] as const);
