import { TerraformStack } from "cdktf";
import { catalog } from "../../importable/catalog";
import { completeExample } from "../../importable/examples";
import { snakeCase } from "../../importable/names";
import { withTerraformModule } from "../../importable/terraform";
import {
  accountSchema,
  stageSchema,
  type Account,
  type Configuration,
  type Stage,
} from "../../config/schema";
import { eksAddonVersions } from "../../modules/versions";
import { addStacks } from "../../stacks";
import { testApp } from "../support/app";
import { alternativesOf } from "./alternatives";
import { stackForm } from "./stack-form";

/** Fields of a stage that change no resource, with the reason. */
const stageExceptions = {
  production: "decides which values the other fields may have",
};

/** Resources, data sources and ephemeral resources; without outputs, which only repeat inputs. */
const resources = ({ resource, data, ephemeral }: Record<string, unknown>) =>
  JSON.stringify([resource, data, ephemeral]);

/** Fields none of whose other values change what is made. */
const withoutEffect = <Value>(
  alternatives: ReadonlyMap<string, readonly Value[]>,
  changes: (configuration: Value) => boolean,
): string[] => [...alternatives].flatMap(([field, others]) => (others.some(changes) ? [] : [field]));

/** Values beside the example: the rules of the example bind the version of Kubernetes to that of kube-proxy. */
const besideExample: Readonly<Record<string, Record<string, unknown>>> = {
  "layers/cluster": { addonVersions: { coredns: eksAddonVersions.coredns } },
};

/** Inputs that have another value only together with another input; the test of the module has both. */
const boundToOthers: Readonly<Record<string, readonly string[]>> = { "node-group": ["amiType"] };

describe("every input of an importable module", () => {
  it.each(catalog.map((entry) => [entry.path, entry] as const))(
    "of %s is used in main.tf.json or outputs.tf.json",
    (_, entry) => {
      const text = withTerraformModule(entry, ({ main, outputs }) => JSON.stringify([main, outputs]));
      const unused = [...alternativesOf(entry.module.schema).keys()].filter((field) => {
        // A `for` expression reads the fields of the elements of a map.
        const [variable = "", ...inner] = field.split(".*.");
        const names = [`var.${variable}`, ...inner.map((name) => `.${name}`)].map(snakeCase);
        return !names.every((name) => new RegExp(`${name.replaceAll(".", "\\.")}\\b`).test(text));
      });
      expect(unused).toEqual([]);
    },
  );

  it.each(catalog.map((entry) => [entry.path, entry] as const))(
    "of %s changes a resource when it has another value",
    (_, entry) => {
      const { schema } = entry.module;
      const synth = (values: Record<string, unknown>) => resources(stackForm(entry, values));
      const configuration = { ...completeExample(schema), ...besideExample[entry.path] };
      const before = synth(schema.parse(configuration));
      expect(
        withoutEffect(alternativesOf(schema, configuration), (other) => synth(other) !== before),
      ).toEqual(boundToOthers[entry.path] ?? []);
    },
  );
});

describe("every field of a stage and of an account", () => {
  const account = accountSchema.parse(completeExample(accountSchema));
  const stage = stageSchema.parse(completeExample(stageSchema));
  // The alternative to the account of a stage is another account.
  const accounts = { [stage.account]: account, [`${stage.account}x`]: { ...account, id: "210987654321" } };
  const stacksOf = (configuration: Configuration) => {
    const app = testApp();
    addStacks(app, configuration);
    return app.node.children.filter((child): child is TerraformStack => TerraformStack.isStack(child));
  };
  const synth = (stack: TerraformStack) => JSON.stringify(stack.toTerraform());
  const before = new Map(
    stacksOf({ accounts, stages: { stage } }).map((stack) => [stack.node.id, synth(stack)]),
  );

  /** Whether a stack differs. A field often changes the same stack as the field before it: that one is synthesized first. */
  let lastChanged = "";
  function changesAStack(configuration: Configuration): boolean {
    const stacks = stacksOf(configuration);
    const ordered = [
      ...stacks.filter(({ node }) => node.id === lastChanged),
      ...stacks.filter(({ node }) => node.id !== lastChanged),
    ];
    const changed = ordered.find((stack) => synth(stack) !== before.get(stack.node.id));
    lastChanged = changed?.node.id ?? lastChanged;
    return changed !== undefined || stacks.length !== before.size;
  }

  it("changes a stack when it has another value", () => {
    const ofStage = withoutEffect(alternativesOf(stageSchema), (other) =>
      changesAStack({ accounts, stages: { stage: other as Stage } }),
    );
    const ofAccount = withoutEffect(alternativesOf(accountSchema), (other) =>
      changesAStack({ accounts: { ...accounts, [stage.account]: other as Account }, stages: { stage } }),
    );
    expect([...ofStage, ...ofAccount]).toEqual(Object.keys(stageExceptions));
  });
});
