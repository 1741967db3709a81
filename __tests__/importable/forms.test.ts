import { catalog } from "../../importable/catalog";
import { asVariables, basicExample, completeExample } from "../../importable/examples";
import { withTerraformModule } from "../../importable/terraform";
import { evaluate, type Evaluated, type Evaluation } from "../support/evaluation";
import { variedExample } from "./alternatives";
import { stackForm } from "./stack-form";

/** Configurations in which both forms of a module are compared. */
const examples = { basic: basicExample, complete: completeExample, varied: variedExample };

const nameOf = (path: string, example: string) => `${path} ${example}`;
const cases = catalog.flatMap(({ path }) => Object.keys(examples).map((example) => nameOf(path, example)));

/**
 * What differs between the forms without a difference in what Terraform makes: the order of parameters, which are a set; index
 * 0 of a resource that always exists in the stacks; and dependencies on resources without instances.
 */
function comparable(evaluation: Evaluation = {}): Evaluation {
  const withoutIndex = (address: string) => address.replace(/\[0\]$/, "");
  const resources = new Set(Object.keys(evaluation).map((address) => address.replace(/\[.*\]$/, "")));
  return Object.fromEntries(
    Object.entries(evaluation).map(([address, { parameter, depends_on, ...block }]) => [
      withoutIndex(address),
      {
        ...block,
        parameter: (parameter as { name: string }[] | undefined)?.toSorted((a, b) =>
          a.name < b.name ? -1 : 1,
        ),
        depends_on: (depends_on as string[] | undefined)?.filter((other) => resources.has(other)),
      },
    ]),
  );
}

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
    expect(comparable(evaluations[`${name} module`])).toEqual(comparable(evaluations[`${name} stack`]));
    expect(Object.keys(evaluations[`${name} stack`] ?? {}).length).toBeGreaterThan(1);
  });
});
