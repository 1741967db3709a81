import { DefaultTokenResolver, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import { z } from "zod";
import { estate } from "../../importable/estate";
import { filesBelow } from "../../importable/files";
import { Reference } from "../../importable/hcl";
import { snakeCase } from "../../importable/names";
import { bare, fieldsOf } from "../../importable/schema";
import { projectPath } from "../../modules/kit/project-path";
import type { ModuleClass } from "../../modules/kit/module";
import type * as StacksModule from "../../stacks";
import { testApp } from "../support/app";
import { configurations } from "../support/prepared";

/** Attributes of anything: an output with one of these names does not say of what it is. */
const general = ["arn", "arns", "id", "ids", "name", "names", "url", "host", "port", "endpoint"];

const singular = (name: string) => name.replace(/s$/, "");

/**
 * Whether an output has the name of an input: it is equal, or one is the end of the other in whole words, because one of
 * several is chosen (`private_subnet_ids` for `subnet_ids`). A list may have one element more or less in its name: `role_arn`
 * for `reader_role_arns`. A field of an object has the name of the object before it: `database_host` for `database.host`.
 */
function isNamedAs(output: string, path: readonly string[]): boolean {
  return path.some((_, start) => {
    const names = [output, path.slice(start).join("_")];
    const [shorter = "", longer = ""] = names.map(singular).sort((one, other) => one.length - other.length);
    return shorter === longer || (longer.endsWith(`_${shorter}`) && !general.map(singular).includes(shorter));
  });
}

/** The values of a configuration with the names of their inputs. Keys of maps are not names. */
function* valuesOf(
  schema: z.ZodType,
  value: unknown,
  path: readonly string[] = [],
): Generator<[string[], unknown]> {
  const { type } = bare(schema);
  const isToken = Token.isUnresolved(value);
  if (type instanceof z.ZodObject && !isToken) {
    for (const [name, field] of fieldsOf(type)) {
      yield* valuesOf(field, (value as Record<string, unknown> | undefined)?.[name], [
        ...path,
        snakeCase(name),
      ]);
    }
  } else if ((type instanceof z.ZodArray || type instanceof z.ZodRecord) && !isToken) {
    const inner = (type instanceof z.ZodArray ? type.element : type.valueType) as z.ZodType;
    for (const item of Object.values((value ?? {}) as object)) {
      yield* valuesOf(inner, item, path);
    }
  } else if (value !== undefined) {
    yield [[...path], value];
  }
}

interface Made {
  readonly name: string;
  readonly schema: z.ZodObject;
  readonly config: unknown;
  readonly construct: { readonly outputs: Record<string, unknown> };
}

const made: Made[] = [];

/** A class of a module that records the inputs and the outputs of its instances. */
const recorded = (module: ModuleClass) =>
  new Proxy(module, {
    construct(target, args: unknown[], newTarget) {
      const construct = Reflect.construct(target, args, newTarget) as Made["construct"];
      made.push({ name: target.name, schema: target.schema, config: args[2], construct });
      return construct;
    },
  });

const resolver = new DefaultTokenResolver(new StringConcat());

const isModule = (value: unknown): value is ModuleClass =>
  typeof value === "function" && "schema" in value && "contract" in value;

beforeAll(() => {
  const files = filesBelow(projectPath("modules")).filter((file) => file.endsWith("/index.ts"));
  for (const file of files) {
    const path = projectPath("modules", file);
    jest.doMock(path, () => {
      const actual = jest.requireActual<Record<string, unknown>>(path);
      return Object.fromEntries(
        Object.entries(actual).map(([name, value]) => [name, isModule(value) ? recorded(value) : value]),
      );
    });
  }
  const { addStacks } = jest.requireActual<typeof StacksModule>("../../stacks");
  for (const [, { configuration }] of configurations().slice(0, 1)) {
    addStacks(testApp(), configuration);
  }
}, 60_000);

describe("an output has the name of the input that it feeds", () => {
  const references = estate.flatMap(({ label, values }) =>
    Object.entries(values).flatMap(([input, value]) =>
      [value]
        .flat()
        .flatMap((item): [string, string][] =>
          item instanceof Reference ? [[`${label}.${input}`, item.expression.split(".").at(-1) ?? ""]] : [],
        ),
    ),
  );

  it("in the example of a whole estate", () => {
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter(([input, output]) => !isNamedAs(output, [input.split(".")[1] ?? ""]))).toEqual(
      [],
    );
  });

  it("between the modules of a layer", () => {
    const outputs = new Map<unknown, string[]>();
    for (const { construct } of made) {
      for (const [name, value] of Object.entries(construct.outputs)) {
        if (Token.isUnresolved(value)) {
          const id = JSON.stringify(value);
          outputs.set(id, [...(outputs.get(id) ?? []), name]);
        }
      }
    }
    const pairs = made.flatMap(({ name, schema, config }) =>
      [...valuesOf(schema, config)].flatMap(([path, value]) => {
        const names = outputs.get(JSON.stringify(value));
        return names ? [{ module: name, input: path, names }] : [];
      }),
    );
    expect(pairs.length).toBeGreaterThan(50);
    const other = pairs.filter(({ input, names }) => !names.some((output) => isNamedAs(output, input)));
    expect(other).toEqual([]);
  });

  it("between layers", () => {
    const pairs = made
      .filter(({ name }) => name.endsWith("Layer"))
      .flatMap(({ name, schema, config, construct }) => {
        const stack = TerraformStack.of(construct as never);
        return [...valuesOf(schema, config)].flatMap(([input, value]) => {
          const text = JSON.stringify(
            Tokenization.resolve(value, { scope: stack, resolver, preparing: false }),
          );
          const [, output] = /terraform_remote_state\.\w+\.outputs\.(\w+)/.exec(text) ?? [];
          return output === undefined ? [] : [{ layer: name, input, output }];
        });
      });
    expect(pairs.length).toBeGreaterThan(30);
    // A value of such a map is for an input without this end.
    const namesOf = (output: string) => [output, output.replace(/_by_zone$/, "")];
    expect(
      pairs.filter(({ input, output }) => !namesOf(output).some((name) => isNamedAs(name, input))),
    ).toEqual([]);
  });
});
