import { DefaultTokenResolver, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import type { Construct } from "constructs";
import { z } from "zod";
import { filesBelow } from "../../importable/files";
import { Reference } from "../../importable/hcl";
import { kebabCase, snakeCase } from "../../importable/names";
import { bare, fieldsOf } from "../../importable/schema";
import { projectPath } from "../../modules/kit/project-path";
import type { ModuleClass } from "../../modules/kit/module";
import type * as StacksModule from "../../stacks";
import { testApp } from "../support/app";
import { configurations } from "../support/prepared";

const isExpression = (value: unknown) => Token.isUnresolved(value) || value instanceof Reference;

/**
 * The values of a configuration with the Terraform names of their inputs. Keys of maps are not names. `keyOf` is how the
 * configuration itself names a field; default as TypeScript does.
 */
export function* valuesOf(
  schema: z.ZodType,
  value: unknown,
  keyOf: (name: string) => string = (name) => name,
  path: readonly string[] = [],
): Generator<[string[], unknown]> {
  const { type } = bare(schema);
  if (type instanceof z.ZodObject && !isExpression(value)) {
    for (const [name, field] of fieldsOf(type)) {
      const given = (value as Record<string, unknown> | undefined)?.[keyOf(name)];
      yield* valuesOf(field, given, keyOf, [...path, snakeCase(name)]);
    }
  } else if ((type instanceof z.ZodArray || type instanceof z.ZodRecord) && !isExpression(value)) {
    const inner = (type instanceof z.ZodArray ? type.element : type.valueType) as z.ZodType;
    for (const item of Object.values((value ?? {}) as object)) {
      yield* valuesOf(inner, item, keyOf, path);
    }
  } else if (value !== undefined) {
    yield [[...path], value];
  }
}

/** An instance of a module in the stacks. */
export interface Made {
  readonly module: ModuleClass;
  /** Path of the importable module. The catalog is not loaded here: its classes would not be the recorded ones. */
  readonly path: string;
  readonly config: unknown;
  readonly construct: Construct & { readonly outputs: Record<string, unknown> };
}

function pathOf({ name }: ModuleClass): string {
  const [, layer] = /^(.*)Layer$/.exec(name) ?? [];
  return layer === undefined ? kebabCase(name) : `layers/${kebabCase(layer)}`;
}

export const isLayer = ({ path }: Made) => path.startsWith("layers/");

const isModule = (value: unknown): value is ModuleClass =>
  typeof value === "function" && "schema" in value && "contract" in value;

/** Makes all stacks of the delivered configuration; returns the instances of all modules in them. */
export function madeInStacks(): Made[] {
  const made: Made[] = [];
  const recorded = (module: ModuleClass) =>
    new Proxy(module, {
      construct(target, args: unknown[], newTarget) {
        const construct = Reflect.construct(target, args, newTarget) as Made["construct"];
        made.push({ module: target, path: pathOf(target), config: args[2], construct });
        return construct;
      },
    });
  for (const file of filesBelow(projectPath("modules")).filter((name) => name.endsWith("/index.ts"))) {
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
  return made;
}

/** The outputs of some modules, by the token that is their value. */
export function outputsByToken(made: readonly Made[]): Map<string, { path: string; output: string }[]> {
  const found = new Map<string, { path: string; output: string }[]>();
  for (const { path, construct } of made) {
    for (const [output, value] of Object.entries(construct.outputs)) {
      if (Token.isUnresolved(value)) {
        const id = JSON.stringify(value);
        found.set(id, [...(found.get(id) ?? []), { path, output }]);
      }
    }
  }
  return found;
}

const resolver = new DefaultTokenResolver(new StringConcat());

/** A value without tokens, as the stack of a construct has it in JSON. */
export function resolved(construct: Construct, value: unknown): string {
  const scope = TerraformStack.of(construct);
  return JSON.stringify(Tokenization.resolve(value, { scope, resolver, preparing: false }) ?? null);
}

/** The outputs of other layers that are part of a value: as `layer` and `output`. */
export function outputsOfLayers({ construct }: Made, value: unknown): { layer: string; output: string }[] {
  return [...resolved(construct, value).matchAll(/terraform_remote_state\.(\w+)\.outputs\.(\w+)/g)].map(
    ([, layer = "", output = ""]) => ({ layer, output }),
  );
}
