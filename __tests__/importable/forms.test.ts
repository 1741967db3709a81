import { catalog } from "../../importable/catalog";
import { asVariables, basicExample, completeExample } from "../../importable/examples";
import { withTerraformModule } from "../../importable/terraform";
import { evaluate, type Evaluated } from "../support/evaluation";
import { variedExample } from "./alternatives";
import { stackForm } from "./stack-form";

/** Configurations in which both forms of a module are compared. */
const examples = { basic: basicExample, complete: completeExample, varied: variedExample };

const nameOf = (path: string, example: string) => `${path} ${example}`;
const cases = catalog.flatMap(({ path }) => Object.keys(examples).map((example) => nameOf(path, example)));

let evaluations: ReturnType<typeof evaluate>;
beforeAll(() => {
  const configurations = catalog.flatMap((entry): [string, Evaluated][] => {
    const { schema } = entry.module;
    const module = withTerraformModule(entry, ({ main, variables, outputs }) => ({
      json: { ...main, output: outputs },
      // variables.test.ts tests the validations.
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, variable]) => [name, { ...variable, validation: undefined }]),
      ),
    }));
    return Object.entries(examples).flatMap(([example, valuesOf]): [string, Evaluated][] => {
      const name = nameOf(entry.path, example);
      const values = valuesOf(schema);
      return [
        [`${name} stack`, { json: stackForm(entry, schema.parse(values)) }],
        [`${name} module`, { ...module, values: asVariables(schema, values) }],
      ];
    });
  });
  evaluations = evaluate(Object.fromEntries(configurations));
}, 120_000);

describe("a module made from values, and made from variables with the same values", () => {
  it.each(cases)("have the same resources: %s", (name) => {
    expect(evaluations[`${name} module`]).toEqual(evaluations[`${name} stack`]);
    expect(Object.keys(evaluations[`${name} stack`] ?? {}).length).toBeGreaterThan(1);
  });
});
