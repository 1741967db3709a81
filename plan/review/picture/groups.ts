import { resourceOf } from "../dependencies";
import type { ChangeReview, Part, Review } from "../review";

/** Resources of a module of a stack, as one node of a picture. */
export interface Group {
  readonly id: string;
  readonly stack: string;
  /** Empty for what is in no module. */
  readonly module: string;
  readonly changes: readonly ChangeReview[];
  /** Addresses of resources that do not change, and use one that changes. */
  readonly unchanged: readonly string[];
}

/** An edge of a picture: from what changes to what uses it. */
export interface Edge {
  readonly used: string;
  readonly user: string;
}

/** Nodes and the edges between different ones. */
export interface Picture {
  readonly groups: readonly Group[];
  readonly edges: readonly Edge[];
  /** Whether each module is a node of its own. */
  readonly isFinest: boolean;
}

/** How modules become nodes, from the finest to the coarsest. */
const foldings: readonly ((module: string) => string)[] = [
  (module) => module,
  (module) => module.split("/")[0] ?? "",
  () => "",
];

/**
 * Edges without those that follow from others: what leads to what stays the same, and a person can follow it.
 * It is Graphviz's `tred`, also for edges in a circle.
 */
function reduced(edges: readonly Edge[]): Edge[] {
  const users = new Map<string, Set<string>>();
  for (const { used, user } of edges) {
    users.set(used, (users.get(used) ?? new Set()).add(user));
  }
  return edges.filter(({ used, user }) => {
    users.get(used)?.delete(user);
    const reached = new Set([used]);
    for (const one of reached) {
      users.get(one)?.forEach((other) => reached.add(other));
    }
    if (!reached.has(user)) {
      users.get(used)?.add(user);
    }
    return !reached.has(user);
  });
}

/** The edges between different nodes, without those that follow from others. */
export function edgesOf(
  dependencies: Review["dependencies"],
  nodeOf: (part: Part) => string | undefined,
): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { from, to } of dependencies) {
    const [user, used] = [nodeOf(from), nodeOf(to)];
    if (user !== undefined && used !== undefined && user !== used) {
      edges.set(`${used}\n${user}`, { used, user });
    }
  }
  return reduced([...edges.values()]);
}

export const groupId = (stack: string, module: string) => `${stack}/${module}`;

function pictureWith(review: Review, fold: (module: string) => string): Picture {
  const groups = new Map<
    string,
    { stack: string; module: string; changes: ChangeReview[]; unchanged: Set<string> }
  >();
  const groupOf = (stack: string, module: string) => {
    const id = groupId(stack, fold(module));
    const group = groups.get(id) ?? {
      stack,
      module: fold(module),
      changes: [],
      unchanged: new Set<string>(),
    };
    groups.set(id, group);
    return group;
  };
  const changed = new Set<string>();
  for (const { stack, changes } of review.stacks) {
    for (const change of changes) {
      groupOf(stack, change.module).changes.push(change);
      changed.add(`${stack} ${resourceOf(change.address)}`);
    }
  }
  for (const { from, to } of review.dependencies) {
    for (const { stack, address, module } of [from, to]) {
      if (!changed.has(`${stack} ${address}`)) {
        groupOf(stack, module).unchanged.add(address);
      }
    }
  }
  return {
    groups: [...groups].map(([id, group]) => ({ id, ...group, unchanged: [...group.unchanged] })),
    edges: edgesOf(review.dependencies, ({ stack, module }) => groupId(stack, fold(module))),
    isFinest: fold === foldings[0],
  };
}

/** The nodes that have an edge. */
export function connected({ groups, edges }: Picture): Group[] {
  const ids = new Set(edges.flatMap(({ used, user }) => [used, user]));
  return groups.filter(({ id }) => ids.has(id));
}

/** The finest picture by module whose edges connect at most a number of nodes; undefined if there is none. */
export function pictureOf(review: Review, limit: number): Picture | undefined {
  return foldings
    .map((fold) => pictureWith(review, fold))
    .find((picture) => connected(picture).length <= limit);
}
