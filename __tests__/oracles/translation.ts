import type { Block } from "../support/terraform-json";
import { resolved, type Schema } from "./json-schema";
import type { Twin } from "./twins";

/** Arguments of Terraform itself, and tags, whose values are free. */
const ignored = ["//", "depends_on", "lifecycle", "tags", "provider", "timeouts"];

const plain = (name: string) => name.replaceAll("_", "").toLowerCase();

/** A resource in CloudFormation's form. */
export interface Translation {
  /** The properties. */
  readonly properties: Record<string, unknown>;
  /** Path of the Terraform attribute of each property, by path of the property. */
  readonly attributes: Record<string, string>;
  /** Attributes without a property that are not in the table. */
  readonly unknown: string[];
}

/** The schema of a property, whose name may be a path. */
const propertyOf = (schema: Schema, path: string, root: Schema): Schema =>
  path.split(".").reduce((outer, name) => resolved(outer, root)?.properties?.[name], schema);

/** An object from entries whose keys may be paths. */
function nested(entries: readonly [string, unknown][]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [path, value] of entries) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    let target = result;
    for (const name of names) {
      target = (target[name] ??= {}) as Record<string, unknown>;
    }
    target[last] = value;
  }
  return result;
}

/** A resource of Terraform as properties of its twin. */
export function translate(twin: Twin, block: Block, root: Schema): Translation {
  const attributes: Record<string, string> = {};
  const unknown: string[] = [];

  const inner = (schema: Schema, value: unknown, path: string, target: string): unknown => {
    const wanted = resolved(schema, root) ?? {};
    if (Array.isArray(value)) {
      // Terraform writes a block that occurs once as a list as well.
      return wanted.items === undefined && wanted.properties !== undefined && value.length === 1
        ? inner(wanted, value[0], path, target)
        : value.map((item, index) => inner(wanted.items, item, path, `${target}[${index}]`));
    }
    if (typeof value === "object" && value !== null) {
      return wanted.items !== undefined
        ? [inner(wanted.items, value, path, `${target}[0]`)]
        : object(wanted, value as Block, path, target);
    }
    return value;
  };

  const object = (schema: Schema, value: Block, path: string, target: string): Record<string, unknown> => {
    const names = Object.keys(schema.properties ?? {});
    const entries = Object.entries(value).flatMap(([name, content]): [string, unknown][] => {
      const attribute = path === "" ? name : `${path}.${name}`;
      if ((path === "" && ignored.includes(name)) || twin.without?.includes(attribute)) {
        return [];
      }
      const property = twin.names?.[attribute] ?? names.find((one) => plain(one) === plain(name));
      const wanted = property && propertyOf(schema, property, root);
      if (property === undefined || wanted === undefined) {
        unknown.push(attribute);
        return [];
      }
      const to = target === "" ? property : `${target}.${property}`;
      attributes[to] = attribute;
      return [[property, inner(wanted, content, attribute, to)]];
    });
    return nested(entries);
  };

  return { properties: object(root, block, "", ""), attributes, unknown };
}
