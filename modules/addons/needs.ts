import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ChartRelease } from "../kubernetes/helm-release";

/** A construct that is installed in a cluster: an add-on or an application. */
export interface Installed extends Construct {
  /** Its last `helm_release`: the releases that need this one depend on it. */
  readonly release: ITerraformDependable;
}

/** A class of {@link Installed} constructs: the subclasses of `Addon`, and the application. */
export interface ReleaseClass<C = never, I extends Installed = Installed> {
  /** Chart, release name and default namespace. Messages name the class by its release. */
  readonly chart: ChartRelease;
  /** Classes whose releases must be complete before this one is installed. */
  readonly needs: readonly ReleaseClass[];
  new (scope: Construct, id: string, config: C, after?: ITerraformDependable[]): I;
}

/** A release of a platform: its class, and how {@link installReleases} makes it. */
export interface DeclaredRelease<I extends Installed> {
  readonly type: ReleaseClass;
  /** Classes whose releases must be complete before this one is installed: those of the class, and of this platform. */
  readonly needs: readonly ReleaseClass[];
  readonly create: (scope: Construct, id: string, after: ITerraformDependable[]) => I;
}

/**
 * Declares a release of a platform: the class of an add-on or application, and its configuration.
 *
 * @param needs what it needs only in this platform, beside the needs of its class
 */
export function release<C, I extends Installed>(
  type: ReleaseClass<C, I>,
  config: NoInfer<C>,
  needs: readonly ReleaseClass[] = [],
): DeclaredRelease<I> {
  return {
    type,
    needs: [...type.needs, ...needs],
    create: (scope, id, after) => new type(scope, id, config, after),
  };
}

type Declared = Readonly<Record<string, DeclaredRelease<Installed>>>;
type AllInstalled<D> = { [K in keyof D]: D[K] extends DeclaredRelease<infer I> ? I : never };

/**
 * Makes the releases of one platform. Each has a `depends_on` for the releases that it needs, in whatever order they are
 * declared.
 *
 * @param declared releases by construct id
 * @returns the constructs by the same ids
 * @throws {NeedsError} before anything is written: if a needed class is not part of the platform, or if the needs form a cycle
 *
 * @example
 * const { loki } = installReleases(this, {
 *   cluster_resources: release(ClusterResources, { … }),
 *   loki: release(Logging, { … }),
 * });
 */
export function installReleases<D extends Declared>(scope: Construct, declared: D): AllInstalled<D> {
  const installed: [string, Installed][] = [];
  const releases = new Map<ReleaseClass, ITerraformDependable[]>();
  for (const [id, { type, needs, create }] of inOrder(declared)) {
    const after = needs.flatMap((need) => releases.get(need) ?? []);
    const made = create(scope, id, after);
    installed.push([id, made]);
    releases.set(type, [...(releases.get(type) ?? []), made.release]);
  }
  return Object.fromEntries(installed) as AllInstalled<D>;
}

/** The releases of a platform cannot be put in order. The message is one line that names the releases. */
export class NeedsError extends Error {
  /** The message, as lines to print. */
  readonly lines = [this.message];
}

type Entry = [id: string, release: DeclaredRelease<Installed>];

/** The releases in an order in which each comes after those that it needs; as declared where that leaves a choice. */
function inOrder(declared: Declared): Entry[] {
  const ordered = new Map<string, DeclaredRelease<Installed>>();
  const visit = ([id, entry]: Entry, path: readonly ReleaseClass[]) => {
    const { type, needs } = entry;
    if (path.includes(type)) {
      const cycle = [...path.slice(path.indexOf(type)), type].map(({ chart }) => chart.release);
      throw new NeedsError(`the needs of these releases form a cycle: ${cycle.join(" -> ")}`);
    }
    if (!ordered.has(id)) {
      for (const need of needs) {
        for (const other of findNeeded(declared, type, need)) {
          visit(other, [...path, type]);
        }
      }
      ordered.set(id, entry);
    }
  };
  for (const entry of Object.entries(declared)) {
    visit(entry, []);
  }
  return [...ordered];
}

function findNeeded(declared: Declared, { chart }: ReleaseClass, need: ReleaseClass | undefined): Entry[] {
  // Undefined although the type says otherwise: `needs` is evaluated before the other file has defined its class.
  if (need === undefined) {
    throw new NeedsError(
      `${chart.release} needs a class that is undefined: the files of the two import each other`,
    );
  }
  const found = Object.entries(declared).filter(([, { type }]) => type === need);
  if (found.length === 0) {
    throw new NeedsError(`${chart.release} needs ${need.chart.release}, which is not part of this platform`);
  }
  return found;
}
