import { estates, references } from "../../importable/estates";
import { snakeCase } from "../../importable/names";
import { isLayer, madeInStacks, outputsByToken, outputsOfLayers, valuesOf, type Made } from "./made";

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

let made: Made[] = [];
beforeAll(() => {
  made = madeInStacks();
}, 60_000);

describe("an output has the name of the input that it feeds", () => {
  it.each(estates.map(({ name, modules }) => [name, modules] as const))("in examples/%s", (_, modules) => {
    const pairs = modules.flatMap(({ label, path, values }) => {
      const schema = made.find((one) => one.path === path)?.module.schema;
      return [...(schema ? valuesOf(schema, values, snakeCase) : [])].flatMap(([input, value]) =>
        references(value).map(({ output }) => ({ label, input, output })),
      );
    });
    expect(pairs.length).toBeGreaterThan(30);
    expect(pairs.filter(({ input, output }) => !isNamedAs(output, input))).toEqual([]);
  });

  it("between the modules of a layer", () => {
    const outputs = outputsByToken(made);
    const pairs = made.flatMap(({ path, module, config }) =>
      [...valuesOf(module.schema, config)].flatMap(([input, value]) => {
        const names = outputs.get(JSON.stringify(value));
        return names ? [{ path, input, names }] : [];
      }),
    );
    expect(pairs.length).toBeGreaterThan(50);
    const other = pairs.filter(({ input, names }) => !names.some(({ output }) => isNamedAs(output, input)));
    expect(other).toEqual([]);
  });

  it("between layers", () => {
    const pairs = made
      .filter(isLayer)
      .flatMap((layer) =>
        [...valuesOf(layer.module.schema, layer.config)].flatMap(([input, value]) =>
          outputsOfLayers(layer, value).map(({ output }) => ({ layer: layer.path, input, output })),
        ),
      );
    expect(pairs.length).toBeGreaterThan(30);
    // A value of such a map is for an input without this end.
    const namesOf = (output: string) => [output, output.replace(/_by_zone$/, "")];
    expect(
      pairs.filter(({ input, output }) => !namesOf(output).some((name) => isNamedAs(name, input))),
    ).toEqual([]);
  });
});
