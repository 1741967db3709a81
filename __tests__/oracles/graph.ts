import { mapReferences } from "../../local/offline/references";
import type { Block } from "../support/terraform-json";

/** A configuration of Terraform, and the modules that it calls, by label. */
export interface Configuration {
  readonly json: Block;
  readonly modules?: Readonly<Record<string, Block>>;
}

type Blocks = Record<string, Record<string, Block>>;

const kinds = { resource: "", data: "data.", ephemeral: "ephemeral." } as const;

/** Resources, data sources and ephemeral resources of a configuration, by address. */
export function blocksOf(json: Block): Record<string, Block> {
  const entries = Object.entries(kinds).flatMap(([kind, prefix]) =>
    Object.entries((json[kind] ?? {}) as Blocks).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, block]) => [`${prefix}${type}.${name}`, block] as const),
    ),
  );
  return Object.fromEntries(entries);
}

/** The type of the resource of a node. */
export const typeOf = (node: string) => /(\w+)\.[\w-]+$/.exec(node)?.[1] ?? "";

/** The configuration or module that a node is part of: `production-data/`, `root/module.data.`. */
export const scopeOf = (node: string) => /^[\w-]+\/(module\.\w+\.)?/.exec(node)?.[0] ?? "";

/**
 * The dependencies of configurations, read from their JSON as Terraform reads them: references in expressions, `depends_on`,
 * the provider of a resource. Terraform creates a resource after everything that it reaches here, and destroys it before.
 * https://developer.hashicorp.com/terraform/internals/graph
 *
 * Nodes are addresses, after the name of the configuration: `production-data/aws_db_instance.database`. A configuration that
 * reads the state of another one is deployed after all of it, and destroyed before.
 */
export class DependencyGraph {
  private readonly edges = new Map<string, Set<string>>();
  private readonly blocks = new Map<string, Block>();

  constructor(configurations: Readonly<Record<string, Configuration>>) {
    for (const [name, configuration] of Object.entries(configurations)) {
      this.addConfiguration(`${name}/`, configuration);
    }
  }

  /** The resources, as their node and their arguments: all of them, or those of some types. */
  resources(...types: string[]): [node: string, block: Block][] {
    return [...this.blocks].filter(([node]) => types.length === 0 || types.includes(typeOf(node)));
  }

  /** All nodes. */
  nodes(): string[] {
    return [...this.edges.keys()];
  }

  /** What a node depends on directly. */
  dependencies(node: string): string[] {
    return [...(this.edges.get(node) ?? [])];
  }

  /** A shortest path of dependencies; undefined if there is none. @throws if one of the nodes does not exist. */
  path(from: string, to: string): string[] | undefined {
    for (const node of [from, to].filter((node) => !this.edges.has(node))) {
      throw new Error(`no ${node}; there are ${[...this.edges.keys()].join(", ")}`);
    }
    const previous = new Map<string, string | undefined>([[from, undefined]]);
    for (const node of previous.keys()) {
      if (node === to && from !== to) {
        const path = [node];
        for (let step = previous.get(node); step !== undefined; step = previous.get(step)) {
          path.unshift(step);
        }
        return path;
      }
      for (const next of this.dependencies(node)) {
        if (!previous.has(next)) {
          previous.set(next, node);
        }
      }
    }
    return undefined;
  }

  /** Everything that a node depends on, also indirectly. */
  reached(node: string): Set<string> {
    const seen = new Set<string>();
    const waiting = this.dependencies(node);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!seen.has(next)) {
        seen.add(next);
        waiting.push(...this.dependencies(next));
      }
    }
    return seen;
  }

  /**
   * Why `first` is not destroyed before `later`: a line that names both, and the path if the order is the opposite one.
   * Undefined if it is destroyed before.
   */
  violation(first: string, later: string): string | undefined {
    if (this.path(first, later)) {
      return undefined;
    }
    const opposite = this.path(later, first);
    return `${first} is not destroyed before ${later}: ${opposite ? `it is destroyed after it: ${opposite.join(" -> ")}` : "neither depends on the other"}`;
  }

  private add(node: string, targets: readonly string[] = []): void {
    const edges = this.edges.get(node) ?? new Set<string>();
    targets.forEach((target) => edges.add(target));
    this.edges.set(node, edges);
  }

  private addConfiguration(prefix: string, { json, modules = {} }: Configuration): void {
    const calls = (json.module ?? {}) as Record<string, Block>;
    for (const [label, module] of Object.entries(modules)) {
      const inner = `${prefix}module.${label}.`;
      this.addBlocks(inner, module, prefix);
      const { source: _, ...inputs } = calls[label];
      for (const [name, value] of Object.entries(inputs)) {
        this.add(`${inner}var.${name}`, this.references(prefix, value));
      }
    }
    this.addBlocks(prefix, json, prefix);
  }

  private addBlocks(prefix: string, json: Block, root: string): void {
    const states = Object.keys(json.data?.terraform_remote_state ?? {});
    const before = states.map((state) => `${prefix}data.terraform_remote_state.${state}`);
    for (const [address, block] of Object.entries(blocksOf(json))) {
      const [, provider = ""] = /^(?:data\.|ephemeral\.)?([a-z]+)_/.exec(address) ?? [];
      const isState = address.startsWith("data.terraform_remote_state.");
      this.add(`${prefix}${address}`, [
        ...this.references(prefix, block),
        `${root}provider.${provider}`,
        ...(isState ? [`${String(block.config.key).replace(/\.tfstate$/, "")}/complete`] : before),
      ]);
    }
    const resources = Object.keys(blocksOf(json)).map((address) => `${prefix}${address}`);
    for (const [address, block] of Object.entries(blocksOf({ resource: json.resource }))) {
      this.blocks.set(`${prefix}${address}`, block);
    }
    this.add(`${prefix}complete`, resources);
    for (const [name, value] of Object.entries((json.locals ?? {}) as Block)) {
      this.add(`${prefix}local.${name}`, this.references(prefix, value));
    }
    for (const [name, { value, depends_on }] of Object.entries(
      (json.output ?? {}) as Record<string, Block>,
    )) {
      this.add(`${prefix}output.${name}`, this.references(prefix, { value, depends_on }));
    }
    for (const [name, blocks] of Object.entries((json.provider ?? {}) as Block)) {
      this.add(`${prefix}provider.${name}`, this.references(prefix, blocks));
    }
  }

  /** The nodes that a value refers to. */
  private references(prefix: string, value: unknown): string[] {
    const found: string[] = [];
    mapReferences(value, ({ address, instance, path }) => {
      const [, output = ""] = /^\.(\w+)/.exec(path) ?? [];
      found.push(`${prefix}${address}${address.startsWith("module.") ? `.output.${output}` : ""}`);
      return address + instance + path;
    });
    return found;
  }
}
