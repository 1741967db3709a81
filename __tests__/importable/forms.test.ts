import { catalog } from "../../importable/catalog";
import { asVariables, basicExample, completeExample } from "../../importable/examples";
import { withTerraformModule } from "../../importable/terraform";
import { evaluate, type Evaluated } from "../support/evaluation";
import { variedExample } from "./alternatives";
import { stackForm } from "./stack-form";

/** Configurations in which both forms of a module are compared. */
const examples = { basic: basicExample, complete: completeExample, varied: variedExample };

const cases = catalog.flatMap((entry) =>
  Object.entries(examples).map(([name, example]) => ({ name: `${entry.path} ${name}`, entry, example })),
);

let evaluations: ReturnType<typeof evaluate>;
beforeAll(() => {
  const configurations = cases.flatMap(({ name, entry, example }): [string, Evaluated][] => {
    const { schema } = entry.module;
    const values = example(schema);
    const module = withTerraformModule(entry, ({ main, variables, outputs }) => ({
      json: { ...main, output: outputs },
      // variables.test.ts tests the validations.
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, variable]) => [name, { ...variable, validation: undefined }]),
      ),
      values: asVariables(schema, values),
    }));
    return [
      [`${name} stack`, { json: stackForm(entry, schema.parse(values)) }],
      [`${name} module`, module],
    ];
  });
  evaluations = evaluate(Object.fromEntries(configurations));
}, 60_000);

describe("a module made from values, and made from variables with the same values", () => {
  it.each(cases.map(({ name }) => name))("have the same resources: %s", (name) => {
    expect(evaluations[`${name} module`]).toEqual(evaluations[`${name} stack`]);
    expect(Object.keys(evaluations[`${name} stack`] ?? {}).length).toBeGreaterThan(1);
  });
});
