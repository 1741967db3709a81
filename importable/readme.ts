import type { z } from "zod";
import { attributesOf } from "./attributes";
import type { CatalogEntry } from "./catalog";
import { asVariables, basicExample } from "./examples";
import { estates, needsOthers } from "./estates";
import { assignments, literal, Reference } from "./hcl";
import { knownInputs } from "./known";
import { snakeCase } from "./names";
import { bare, fieldsOf, typeConstraint } from "./schema";
import type { TerraformModule } from "./terraform";
import { checksOf } from "./variables";

/** A `module` block in HCL. */
export function moduleBlock(
  name: string,
  source: string,
  values: Record<string, unknown>,
  after: readonly string[] = [],
): string {
  const given = Object.entries(values);
  const before = after.map((label) => new Reference(`module.${label}`));
  return [
    `module ${JSON.stringify(name)} {`,
    assignments([["source", source]], "  "),
    ...(given.length > 0 ? ["", assignments(given, "  ")] : []),
    ...(before.length > 0 ? ["", assignments([["depends_on", before]], "  ")] : []),
    "}",
  ].join("\n");
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}

const code = (text: string) => `\`${text}\``;

function inputRow(field: string, schema: z.ZodType, { variables }: TerraformModule): string[] {
  const name = snakeCase(field);
  const variable = variables[name];
  const { fallback, optional } = bare(schema);
  const isRequired = fallback === undefined && !optional;
  const accepted = checksOf(schema, `var.${name}`, name).map((check) =>
    check.path === name ? check.accepted : `${code(check.path)}: ${check.accepted}`,
  );
  return [
    code(name),
    variable?.description ?? "",
    code(variable?.type ?? ""),
    isRequired ? "required" : code(literal(variable?.default).replaceAll(/\s+/g, " ")),
    [...new Set(accepted)].join("; "),
  ];
}

/** How the module is used after the modules that it needs. */
function needs(path: string): string[] {
  const example = estates.find(({ modules }) => modules.some((block) => block.path === path));
  const blocks = (example?.modules ?? []).filter((block) => block.path === path && needsOthers(block));
  if (example === undefined || blocks.length === 0) {
    return [];
  }
  const texts = blocks.map(({ label, values, after, reason }, index) => {
    const block = moduleBlock(label, `./modules/${path}`, values, after);
    const isNew = reason !== undefined && reason !== blocks[index - 1]?.reason;
    return `${isNew ? `${reason}.\n\n` : ""}\`\`\`hcl\n${block}\n\`\`\``;
  });
  return [
    "## Needs",
    `As a part of \`examples/${example.name}\`, with the outputs of the modules that it needs:`,
    ...texts,
  ];
}

/** The names of the attributes of each object in an input. */
function objectAttributes(name: string, schema: z.ZodType): string[] {
  const types = [...attributesOf(typeConstraint(schema), name)].flatMap(([path, type]) =>
    /\bobject\b(?!\()/.test(type) ? [path] : [],
  );
  const paths = [...attributesOf(typeConstraint(schema), name).keys()];
  return types.map((path) => {
    const isInside = (other: string) => new RegExp(`^${escaped(path)}(\\.\\*)?\\.[^.]+$`).test(other);
    const attributes = paths.filter(isInside).map((other) => code(other.split(".").at(-1) ?? ""));
    return `${code(path)} has ${attributes.join(", ")}`;
  });
}

const escaped = (text: string) => text.replaceAll(/[.*]/g, "\\$&");

const restMayBeUnknown =
  "Other values may be attributes of resources that do not exist yet: only the keys of a map and the length of a list must be known.";

/** The README of a module. */
export function readme({ path, module }: CatalogEntry, made: TerraformModule): string {
  const { schema, contract } = module;
  const purpose = bare(schema).description;
  const known = knownInputs(schema);
  const addresses = (kind: string, prefix: string) =>
    Object.entries((made.main[kind] ?? {}) as Record<string, object>).flatMap(([type, byName]) =>
      Object.keys(byName).map((label) => code(`${prefix}${type}.${label}`)),
    );
  const resources = [
    ...addresses("resource", ""),
    ...addresses("data", "data."),
    ...addresses("ephemeral", "ephemeral."),
  ];
  const objects = fieldsOf(schema).flatMap(([name, field]) => objectAttributes(snakeCase(name), field));
  const values = asVariables(schema, basicExample(schema));
  const name = path.split("/").at(-1) ?? path;
  const { required_version, required_providers } = made.terraform;
  return [
    `# ${path}`,
    `${purpose}.`,
    "## Usage",
    `\`\`\`hcl\n${moduleBlock(name.replaceAll("-", "_"), `./modules/${path}`, values)}\n\`\`\``,
    "`examples/basic` sets the required inputs, `examples/complete` sets all inputs.",
    ...needs(path),
    "## Inputs",
    table(
      ["Name", "Description", "Type", "Default", "Accepted"],
      fieldsOf(schema).map(([field, type]) => inputRow(field, type, made)),
    ),
    known.length > 0
      ? `Terraform must know some values at plan time: ${known.map(({ path: input, reason }) => `${code(input)}, because ${reason}`).join("; ")}. ${restMayBeUnknown}`
      : restMayBeUnknown,
    ...(objects.length > 0
      ? [
          `Terraform ignores an attribute that an object input does not have, without an error: check the names. ${objects.join("; ")}.`,
        ]
      : []),
    "## Outputs",
    table(
      ["Name", "Description"],
      Object.entries(contract.fields).map(([output, { description }]) => [code(output), description]),
    ),
    "## Requirements",
    table(
      ["Name", "Version"],
      [
        ["Terraform", code(required_version)],
        ...Object.values(required_providers).map(({ source, version }) => [code(source), code(version)]),
      ],
    ),
    "The module has no provider block: it uses the providers of the configuration that calls it.",
    "## Resources",
    resources.map((address) => `- ${address}`).join("\n"),
    "",
  ].join("\n\n");
}
