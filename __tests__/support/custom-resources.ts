import { mistakesIn, type Schema } from "../oracles/json-schema";

const typeOf = (value: unknown) =>
  Array.isArray(value)
    ? "array"
    : value === null
      ? "null"
      : typeof value === "number"
        ? Number.isInteger(value)
          ? "integer"
          : "number"
        : typeof value;

/** Fields that the API server would drop, and values of another type, or absent, which it would refuse. */
function structure(schema: Schema, value: unknown, path: string): string[] {
  if (schema["x-kubernetes-int-or-string"] || schema["x-kubernetes-preserve-unknown-fields"]) {
    return [];
  }
  const type = typeOf(value);
  if (
    schema.type !== undefined &&
    type !== schema.type &&
    !(type === "integer" && schema.type === "number")
  ) {
    return [`${path}: ${type}, not ${schema.type}`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => structure(schema.items ?? {}, item, `${path}[${index}]`));
  }
  // The metadata of an object is checked by Kubernetes itself.
  if (type !== "object" || schema.properties === undefined) {
    return [];
  }
  const fields = value as Record<string, unknown>;
  const absent = ((schema.required ?? []) as string[]).filter((name) => !(name in fields));
  return [
    ...absent.map((name) => `${path}.${name}: absent`),
    ...Object.entries(fields).flatMap(([name, inner]) =>
      name in schema.properties
        ? structure(schema.properties[name], inner, `${path}.${name}`)
        : [`${path}.${name}: unknown`],
    ),
  ];
}

/** What in a custom resource its definition does not accept, a line each. Rules in CEL are not evaluated. */
export const refusalsOfResource = (definition: Schema, resource: unknown): string[] => [
  ...structure(definition, resource, ""),
  ...mistakesIn(definition, resource).map(({ path, accepted }) => `.${path}: ${accepted}`),
];
