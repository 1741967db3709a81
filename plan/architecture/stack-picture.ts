import type { Block } from "../plan-json";
import { stackResources, type ResourceBlocks } from "../cost/stack-resources";
import { blocksOf, moduleOf } from "../review/blocks";
import { edgesOf, type Edge } from "../review/picture/groups";
import { readsOf } from "../upstream";

/** A module of a layer with all that is in it: what the layer's own construct makes. */
export interface PicturedModule {
  /** The name of its construct; the layer itself is empty. */
  readonly name: string;
  /** The types of its main resources: those that have the module's own name. Without one, the two that its others refer to most. */
  readonly main: readonly string[];
  /** Its resources, without those of `main`. */
  readonly others: number;
}

/** An output of another stack, and the module that reads it. */
export interface PicturedRead {
  readonly stack: string;
  readonly output: string;
  /** The name of a {@link PicturedModule}; undefined if only a provider or an output reads it. */
  readonly module: string | undefined;
}

/** What a picture of a stack shows. */
export interface StackPicture {
  readonly stack: string;
  readonly modules: readonly PicturedModule[];
  /** Between modules, without those that follow from others. */
  readonly edges: readonly Edge[];
  readonly reads: readonly PicturedRead[];
  /** The number of resources that Terraform makes: each instance of a `for_each` or `count` is one. */
  readonly resources: number;
}

/** The module of a layer that a resource is in: the first part of its path below the layer. */
const topModule = (block: Block | undefined) => moduleOf(block).split("/")[0] ?? "";

/** Whether a resource has the name of its module: its construct is `Default`, in constructs that are `Default` themselves. */
function isMain(block: Block): boolean {
  const { path = "" } = ((block["//"] as Block | undefined)?.["metadata"] ?? {}) as { path?: string };
  const names = path.split("/").slice(1);
  return names.filter((name) => name !== "Default").length <= 1;
}

/** The resources, data sources and outputs of other stacks that a block refers to. */
const referencesOf = (block: unknown): string[] => [
  ...new Set(
    JSON.stringify(block).match(
      /(?<![\w.])(data\.terraform_remote_state\.\w+\.outputs\.\w+|(data\.)?[a-z]\w*\.\w+)/g,
    ) ?? [],
  ),
];

const remoteOutput = /^data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)$/;

/** A resource, and what its block refers to. */
interface Reference {
  readonly address: string;
  readonly reference: string;
}

/** Finds what blocks refer to, through data sources and locals. */
class References {
  private readonly resources: ReadonlyMap<string, Block>;
  private readonly between: ReadonlyMap<string, unknown>;

  constructor(private readonly json: Block) {
    this.resources = blocksOf(json);
    const data = blocksOf({ resource: json["data"] });
    this.between = new Map<string, unknown>([
      ...[...data].map(([address, block]) => [`data.${address}`, block] as const),
      ...Object.entries((json["locals"] ?? {}) as Block).map(
        ([name, value]) => [`local.${name}`, value] as const,
      ),
    ]);
  }

  /** The addresses of managed resources, with those of outputs of other stacks. */
  private resolved(block: unknown, seen = new Set<string>()): string[] {
    return referencesOf(block).flatMap((reference) => {
      if (remoteOutput.test(reference) || this.resources.has(reference)) {
        return [reference];
      }
      const next = this.between.get(reference);
      if (next === undefined || seen.has(reference)) {
        return [];
      }
      seen.add(reference);
      return this.resolved(next, seen);
    });
  }

  picture(stack: string): StackPicture {
    const names = [...new Set([...this.resources.values()].map(topModule))];
    const part = (address: string) => ({ stack, address, module: topModule(this.resources.get(address)) });
    const found = [...this.resources].flatMap(([address, block]): Reference[] =>
      this.resolved(block).map((reference) => ({ address, reference })),
    );
    return {
      stack,
      modules: names.map((name) => this.module(name, found)),
      edges: edgesOf(
        found
          .filter(({ reference }) => this.resources.has(reference))
          .map(({ address, reference }) => ({ from: part(address), to: part(reference) })),
        ({ module }) => module,
      ),
      reads: this.reads(found),
      resources: stackResources((this.json["resource"] ?? {}) as ResourceBlocks).length,
    };
  }

  private module(name: string, found: readonly Reference[]): PicturedModule {
    const own = [...this.resources].filter(([, block]) => topModule(block) === name);
    const named = own.filter(([, block]) => name !== "" && isMain(block));
    const isOwn = new Set(own.map(([address]) => address));
    const uses = (address: string) =>
      new Set(
        found.filter((one) => one.reference === address && isOwn.has(one.address)).map((one) => one.address),
      ).size;
    const mostUsed = own.toSorted(([one], [other]) => uses(other) - uses(one)).slice(0, 2);
    const main = named.length > 0 ? named : mostUsed;
    return {
      name,
      main: [...new Set(main.map(([address]) => address.replace(/\..*/, "")))],
      others: own.length - main.length,
    };
  }

  private reads(found: readonly Reference[]): PicturedRead[] {
    return readsOf(this.json).flatMap(({ label, stack, outputs }) =>
      outputs.flatMap((output): PicturedRead[] => {
        const reference = `data.terraform_remote_state.${label}.outputs.${output}`;
        const readers = found.filter((one) => one.reference === reference);
        const modules = new Set(readers.map(({ address }) => topModule(this.resources.get(address))));
        return modules.size === 0
          ? [{ stack, output, module: undefined }]
          : [...modules].map((module) => ({ stack, output, module }));
      }),
    );
  }
}

/** What a picture of a synthesized stack shows: made from its JSON alone. */
export const stackPictureOf = (stack: string, json: Block): StackPicture =>
  new References(json).picture(stack);
