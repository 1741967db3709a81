import { hooksOf, type KubernetesObject, type ObjectsByName, type RenderedRelease } from "../release-objects";
import { differences } from "./attributes";
import type { ObjectChange } from "./review";
import { shown } from "./shown";

const titleOf = ({ kind, metadata: { namespace, name } }: KubernetesObject) =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

/** The values of Secrets are not shown, whatever their names are. */
function shownObject(object: KubernetesObject | undefined): unknown {
  const marks = object?.kind === "Secret" ? { data: true, stringData: true } : undefined;
  return shown(object, undefined, marks, "", "") ?? {};
}

/** Labels and annotations that only say which chart or values an object is from. */
const isBookkeeping = (path: string) =>
  /(^|\.)(labels|annotations)\.(helm\.sh\/chart|app\.kubernetes\.io\/version|checksum\/.+)$/.test(path);

function changeOf(name: string, before: ObjectsByName, after: ObjectsByName): ObjectChange[] {
  const [old, made] = [before.get(name), after.get(name)];
  const object = titleOf((made ?? old) as KubernetesObject);
  if (!old || !made) {
    return [{ object, action: old ? "delete" : "create", attributes: [] }];
  }
  const attributes = differences("", shownObject(old), shownObject(made));
  return attributes.length === 0
    ? []
    : [{ object, action: "update", attributes: withoutBookkeeping(attributes) }];
}

function withoutBookkeeping(attributes: ObjectChange["attributes"]): ObjectChange["attributes"] {
  const telling = attributes.filter(({ path }) => !isBookkeeping(path));
  return telling.length > 0 ? telling : attributes;
}

/** The changes of a release by object, and the hooks that run with it. */
export function objectChanges({ before, after, hooks }: RenderedRelease): ObjectChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  // They run with each upgrade, also if nothing in them changes.
  const ran = [...hooks.values()]
    .filter(({ kind }) => kind === "Job" || kind === "Pod")
    .map((object): ObjectChange => {
      const title = `${titleOf(object)} (${hooksOf(object).join(", ")})`;
      return { object: title, action: "run", attributes: [] };
    });
  const changes = names.flatMap((name) => changeOf(name, before, after));
  return [...changes, ...ran];
}
