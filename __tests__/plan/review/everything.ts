import type { Block } from "../../../plan/plan-json";
import type { SavedPlan, StackPlan } from "../../../plan/stack-plans";
import { readsOf } from "../../../plan/upstream";
import { planned, saved } from "./plans";

const expressionsOf = (block: Block) =>
  Object.fromEntries(
    Object.entries(block)
      .filter(([name]) => name !== "//")
      .map(([name, value]) => {
        const found = JSON.stringify(value).match(/(data\.)?[a-z]\w*\.[a-z]\w*(\.outputs\.\w+)?/g) ?? [];
        return [name, { references: found }];
      }),
  );

const blocksIn = (json: Block, kind: string) =>
  Object.entries((json[kind] ?? {}) as Record<string, Record<string, Block>>).flatMap(([type, named]) =>
    Object.entries(named).map(([name, block]) => ({ type, name, block })),
  );

/** A plan of synthesized stacks in which each resource has the next one of several actions. */
function planOfStack(stack: string, json: Block, from: number): SavedPlan {
  const changes = blocksIn(json, "resource").map(({ type, name, block }, index) => {
    const { "//": _, ...after } = block;
    const before = Object.fromEntries(
      Object.entries(after).map(([key, value]) => [
        key,
        typeof value === "string" ? `${value}-before` : value,
      ]),
    );
    const sides: readonly (readonly [string[], Block | null, Block | null])[] = [
      [["update"], before, after],
      [["create"], null, after],
      [["delete", "create"], before, after],
      [["create"], null, after],
      [["delete"], before, null],
    ];
    const [actions = [], old = null, made = null] = sides[(from + index) % sides.length] ?? [];
    return planned(`${type}.${name}`, actions, old, made, {
      replace_paths: actions.length > 1 ? [["name"], ["kms_key_id"]] : [],
    });
  });
  const resources = [
    ...blocksIn(json, "resource").map(({ type, name, block }) => ({
      address: `${type}.${name}`,
      mode: "managed",
      expressions: expressionsOf(block),
    })),
    ...blocksIn(json, "data").map(({ type, name, block }) => ({
      address: `data.${type}.${name}`,
      mode: "data",
      expressions: expressionsOf(block),
    })),
  ];
  const outputs = Object.entries((json["output"] ?? {}) as Record<string, Block>);
  return saved(stack, {
    resource_changes: changes,
    output_changes: Object.fromEntries(
      outputs.map(([name]) => [name, { before: "before", after: "after", after_unknown: false }]),
    ),
    configuration: {
      root_module: {
        resources,
        outputs: Object.fromEntries(
          outputs.map(([name, block]) => [name, { expression: expressionsOf(block)["value"] }]),
        ),
      },
    },
  });
}

/** The plans of all stacks of a configuration, in which everything changes. */
export function plansOfEverything(stacks: Readonly<Record<string, Block>>): StackPlan[] {
  let count = 0;
  const plans = Object.entries(stacks).map(([stack, json]) => {
    const plan = planOfStack(stack, json, count);
    count += plan.plan.resource_changes?.length ?? 0;
    return plan;
  });
  const everyOutput = plans.flatMap(({ stack, plan }) =>
    Object.keys(plan.output_changes ?? {}).map((name) => `${stack}.${name}`),
  );
  return plans.map((plan) => {
    const read = readsOf(stacks[plan.stack] ?? {}).flatMap((one) =>
      one.outputs.map((name) => `${one.stack}.${name}`),
    );
    return { ...plan, provisional: read.filter((name) => everyOutput.includes(name)) };
  });
}
