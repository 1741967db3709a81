import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { preparedPath } from "./prepared";
import { withoutDynamic } from "./dynamic-blocks";
import type { Block } from "./terraform-json";

/** A configuration whose expressions are to be evaluated: Terraform JSON, and values for its variables. */
export interface Evaluated {
  readonly json: Block;
  /** The variables that it declares, as in variables.tf.json. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Values of the variables. */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * Whether computed attributes of instances have their key: `<aws_subnet.private[us-east-1a].id>`. Default false: all
   * instances of a resource have the same, `<aws_subnet.private.id>`.
   */
  readonly keys?: boolean;
}

/** What each resource, data source, ephemeral resource and output (`output.<name>`) has, by address. */
export type Evaluation = Record<string, Block>;

const kinds = { resource: "", data: "data.", ephemeral: "ephemeral." } as const;

/** The blocks of a configuration by their address without an instance's key. */
function blocksOf(json: Block): Record<string, Block> {
  const blocks = Object.entries(kinds).flatMap(([kind, prefix]) =>
    Object.entries((json[kind] ?? {}) as Record<string, Record<string, Block>>).flatMap(([type, byName]) =>
      Object.entries(byName).map(
        ([name, block]) => [`${prefix}${type}.${name}`, withoutDynamic(block)] as const,
      ),
    ),
  );
  return Object.fromEntries(blocks);
}

const nameOf = (address: string) => address.replaceAll(".", "__");

const strings = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

/** Computed attributes that are lists of strings. */
const lists = ["names", "arns"];

/** Computed attributes that are lists of objects, with the attributes of these. */
const objectLists: Readonly<Record<string, readonly string[]>> = {
  versions: ["version_id", "version_stages"],
  domain_validation_options: ["resource_record_name", "resource_record_type", "resource_record_value"],
};

/** Computed attributes that are lists of objects with lists of objects: the names of the inner list and of its attribute. */
const nestedLists: Readonly<Record<string, readonly [string, string]>> = {
  resources: ["autoscaling_groups", "name"],
  identity: ["oidc", "issuer"],
};

/** The value of a computed attribute. */
function computedValue(address: string, name: string): unknown {
  const value = `<${address}.${name}>`;
  const nested = nestedLists[name];
  if (nested) {
    const [list, attribute] = nested;
    return [{ [list]: [{ [attribute]: `<${address}.${name}.${list}.${attribute}>` }] }];
  }
  const fields = objectLists[name];
  if (fields) {
    return [Object.fromEntries(fields.map((field) => [field, `<${address}.${name}.${field}>`]))];
  }
  return lists.includes(name) ? [value] : value;
}

/** Attributes of a block that others read and that it does not set: they are known only after an apply. */
function computedAttributes(
  address: string,
  block: Block,
  texts: readonly string[],
): Record<string, unknown> {
  const reads = texts.filter((text) => text.includes(address));
  const simple = reads.flatMap((text) => [...text.matchAll(/\.([a-z_0-9]+)/g)].map(([, name = ""]) => name));
  const nested = reads.flatMap((text) => [...text.matchAll(/\.([a-z_0-9]+)\[0\]\.([a-z_0-9]+)/g)]);
  return {
    ...Object.fromEntries(
      simple
        .filter((name) => typeof block[name] !== "string")
        .map((name) => [name, computedValue(address, name)] as const),
    ),
    ...Object.fromEntries(
      nested
        .filter(([, outer = ""]) => !(outer in nestedLists))
        .map(([, outer = "", inner = ""]) => [outer, [{ [inner]: `<${address}.${outer}.${inner}>` }]]),
    ),
  };
}

/**
 * A configuration without providers: a block is a local value that has the block's arguments; with `for_each` or
 * `count` it is a resource `terraform_data` of the built-in provider, whose input has them.
 */
function withoutProviders({ json, variables, keys = false }: Evaluated): Block {
  const outputs = Object.entries((json.output ?? {}) as Record<string, Block>);
  const blocks = {
    ...blocksOf(json),
    ...Object.fromEntries(outputs.map(([name, { value }]) => [`output.${name}`, { value }])),
  };
  const texts = strings(blocks);
  const rewritten = (value: unknown): unknown => {
    if (typeof value === "string") {
      const known = value
        .replaceAll(/\bself\.(\w+)/g, (_, name: string) => JSON.stringify(computedValue("self", name)))
        .replaceAll(/(?<![\w.])(?:data\.|ephemeral\.)?[a-z]\w*\.\w+/g, (address) =>
          address in blocks ? `local.${nameOf(address)}` : address,
        );
      return (value.includes("${") ? known : value).replaceAll(
        /(\$\{path\.module\}|\.)\/assets\//g,
        "assets/",
      );
    }
    if (Array.isArray(value)) {
      return value.map(rewritten);
    }
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewritten(item)]))
      : value;
  };
  const resources: Record<string, unknown> = {};
  const locals: Record<string, unknown> = {};
  for (const [address, { for_each, count, ...block }] of Object.entries(blocks) as [string, Block][]) {
    const name = nameOf(address);
    const computed = `jsondecode(${JSON.stringify(JSON.stringify(computedAttributes(address, block, texts)))})`;
    if (for_each !== undefined) {
      const ofKey = `jsondecode(replace(jsonencode(${computed}), "${address}.", "${address}[\${key}]."))`;
      locals[name] =
        `\${{for key, one in terraform_data.${name} : key => merge(one.input, ${keys ? ofKey : computed})}}`;
    } else if (count !== undefined) {
      locals[name] = `\${[for one in terraform_data.${name} : merge(one.input, ${computed})]}`;
    } else {
      locals[`input__${name}`] = rewritten(block);
      locals[name] = `\${merge(local.input__${name}, ${computed})}`;
      continue;
    }
    resources[name] = rewritten({ for_each, count, input: block });
  }
  const single = Object.keys(blocks).filter((address) => `input__${nameOf(address)}` in locals);
  const value = Object.fromEntries(single.map((address) => [address, `\${local.input__${nameOf(address)}}`]));
  return {
    variable: variables,
    ...(Object.keys(resources).length > 0 && { resource: { terraform_data: resources } }),
    locals,
    output: { single: { value } },
  };
}

const isEmpty = (value: unknown) => typeof value === "object" && Object.keys(value ?? {}).length === 0;

/** Without nulls, and without empty tags, which are the same as none. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([key, item]) => item !== null && !(key === "tags" && isEmpty(item)))
          .map(([key, item]) => [key, withoutNulls(item)]),
      )
    : value;
}

/** Arguments in a form that can be compared: without nulls and empty tags, and the values of a Helm release parsed. */
function inOneForm(block: Block): Block {
  const values = Array.isArray(block.values) ? block.values.map((text: string) => parse(text)) : undefined;
  return withoutNulls({ ...block, ...(values && { values }) });
}

/**
 * Evaluates configurations with Terraform, all in one plan and without their providers. An attribute that a provider
 * computes is a string with its address, such as `<aws_vpc.network.id>`. Suites evaluate the same stacks: the result of a
 * plan is stored in the folder of the prepared data, by the hash of what was evaluated.
 */
export const evaluate = (configurations: Readonly<Record<string, Evaluated>>): Record<string, Evaluation> =>
  stored(configurations, evaluateInOnePlan);

/** The result of a computation in the folder of the prepared data; it is computed if it is not there. */
function stored<Input, Result>(input: Input, compute: (input: Input) => Result): Result {
  const hash = createHash("sha256").update(JSON.stringify(input)).digest("hex");
  const path = preparedPath(`evaluation-${hash}.json`);
  if (existsSync(path)) {
    return JSON.parse(readFileSync(path, "utf8")) as Result;
  }
  const result = compute(input);
  // Another worker may compute the same: a file appears complete or not at all.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(result));
  renameSync(unfinished, path);
  return result;
}

function evaluateInOnePlan(configurations: Readonly<Record<string, Evaluated>>): Record<string, Evaluation> {
  const folder = mkdtempSync(join(tmpdir(), "evaluation-"));
  const terraform = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("terraform", args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "" },
      maxBuffer: 256 * 1024 * 1024,
    });
    if (status !== 0) {
      const lines = stderr.split("\n").map((line) => line.slice(0, 160));
      throw new Error([`terraform ${args.join(" ")}`, ...lines.slice(0, 40)].join("\n"));
    }
    return stdout;
  };
  try {
    const labels = Object.keys(configurations);
    for (const [index, configuration] of Object.values(configurations).entries()) {
      mkdirSync(join(folder, `c${index}`));
      const json = JSON.stringify(withoutProviders(configuration));
      writeFileSync(join(folder, `c${index}`, "main.tf.json"), json);
    }
    const calls = Object.values(configurations).map(({ values }, index) => [
      `c${index}`,
      { source: `./c${index}`, ...values },
    ]);
    const output = Object.fromEntries(calls.map(([name]) => [name, { value: `\${module.${name}.single}` }]));
    const root = { module: Object.fromEntries(calls), output };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root));
    terraform("init", "-input=false");
    terraform("plan", "-input=false", "-out=plan", "-no-color");
    const { planned_values } = JSON.parse(terraform("show", "-json", "plan")) as Block;
    const children = new Map<string, Block[]>(
      ((planned_values.root_module.child_modules ?? []) as Block[]).map((child) => [
        child.address,
        child.resources ?? [],
      ]),
    );
    const evaluations = labels.map((label, number): [string, Evaluation] => [
      label,
      Object.fromEntries(
        [
          ...Object.entries<Block>(planned_values.outputs[`c${number}`].value),
          ...(children.get(`module.c${number}`) ?? []).map(({ name, index, values }): [string, Block] => {
            const key = index === undefined ? "" : `[${JSON.stringify(index)}]`;
            return [`${String(name).replaceAll("__", ".")}${key}`, values.input];
          }),
        ].map(([address, block]) => [address, inOneForm(block)]),
      ),
    ]);
    return Object.fromEntries(evaluations);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
