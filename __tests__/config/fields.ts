import { z } from "zod";
import { checkConfiguration } from "../../config/check";
import { accountSchema, configurationSchema, stageSchema, type Configuration } from "../../config/schema";
import { completeExample } from "../../importable/examples";
import { bare, fieldsOf } from "../../importable/schema";

/** Keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A field of a configuration, or an element of a list or a map. */
export interface Field {
  readonly path: Path;
  readonly schema: z.ZodType;
  readonly value: unknown;
}

/** The fields of a value, also those of the first element of each list and map. A field without a value is one, too. */
export function* fieldsIn(schema: z.ZodType, value: unknown, path: Path = []): Generator<Field> {
  const { type } = bare(schema);
  yield { path, schema, value };
  if (type instanceof z.ZodObject && value !== undefined) {
    for (const [name, field] of fieldsOf(type)) {
      yield* fieldsIn(field, (value as Record<string, unknown>)[name], [...path, name]);
    }
  } else if (type instanceof z.ZodArray || type instanceof z.ZodRecord) {
    const element = (type instanceof z.ZodArray ? type.element : type.valueType) as z.ZodType;
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value ?? {});
    for (const [key, item] of entries.slice(0, 1)) {
      yield* fieldsIn(element, item, [...path, key]);
    }
  }
}

const account = completeExample(accountSchema);
const stage = { ...completeExample(stageSchema), production: false };

const registry = account["registry"] as object;
const delivery = account["delivery"] as Record<string, unknown>;

/** A valid configuration of one account and one stage, in which every field of the schema has a value, and of a second account. */
export const complete: Configuration = checkConfiguration({
  accounts: {
    [String(completeExample(stageSchema)["account"])]: {
      ...account,
      registry: { ...registry, replicateTo: ["copies"] },
    },
    copies: {
      ...account,
      id: "210987654321",
      registry: { ...registry, replicateTo: [] },
      delivery: { repository: delivery["repository"] },
    },
  },
  stages: { stage },
});

/** All its fields. */
export const completeFields = [...fieldsIn(configurationSchema, complete)];

/** How a line names a path of a configuration. */
export function placeOf([kind, name, ...path]: Path): string {
  if (kind === undefined || name === undefined) {
    return kind === undefined ? "config" : `config: ${kind}`;
  }
  const owner = kind === "accounts" ? `account ${name}` : String(name);
  const keys = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return keys === "" ? owner : `${owner}: ${keys.slice(1)}`;
}
