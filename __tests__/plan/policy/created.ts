import type { Block, PlanJson } from "../../../plan/plan-json";
import { stackResources, type ResourceBlocks } from "../../../plan/cost/stack-resources";
import { planned } from "../review/plans";

const isExpression = (value: unknown): value is string => typeof value === "string" && value.includes("${");

/** What is known of a value in a first plan, and marks where it is not: nothing that is an expression is known. */
function parts(value: unknown): { readonly known: unknown; readonly unknown: unknown } {
  if (isExpression(value)) {
    return { known: undefined, unknown: true };
  }
  if (typeof value !== "object" || value === null) {
    return { known: value, unknown: false };
  }
  const entries = Object.entries(value).map(([name, part]) => [name, parts(part)] as const);
  const sides = (side: "known" | "unknown") => {
    const all = entries.map(([name, part]) => [name, part[side]] as const);
    return Array.isArray(value) ? all.map(([, part]) => part) : Object.fromEntries(all);
  };
  return { known: sides("known"), unknown: sides("unknown") };
}

const references = (value: unknown): Block => ({
  references: JSON.stringify(value).match(/(data\.)?[a-z]\w*\.[a-z]\w*/g) ?? [],
});

/** Texts of Helm values are known, but for what is inserted into them. */
const withoutExpressions = (block: Block): Block =>
  "values" in block
    ? {
        ...block,
        values: (block["values"] as string[]).map((text) => text.replace(/\$\{[^}]*\}/g, "inserted")),
      }
    : block;

/** The first plan of a synthesized stack: each resource is created, and only what is written in the configuration is known. */
export function createPlan(stack: Block): PlanJson {
  const provider = (stack["provider"] as Record<string, Block[]>)["aws"]?.[0] as Block;
  const [{ tags: defaults } = { tags: {} }] = provider["default_tags"] as Block[];
  const resources = stackResources(stack["resource"] as ResourceBlocks);
  const changes = resources.map(({ address, type, values }) => {
    const { "//": _, for_each: _each, count: _count, ...own } = withoutExpressions(values as Block);
    const { known, unknown } = parts(own);
    const computed = { id: true, arn: true, ...(type === "aws_security_group" && { ingress: true }) };
    const after: Block = {
      ...(known as Block),
      tags_all: { ...(own["tags"] as Block), ...(defaults as Block) },
    };
    return planned(address, ["create"], null, type.startsWith("aws_") ? after : (known as Block), {
      after_unknown: { ...computed, ...(unknown as Block) },
    });
  });
  const documents = Object.entries(
    ((stack["data"] ?? {}) as Record<string, Record<string, Block>>)["aws_iam_policy_document"] ?? {},
  ).map(([name, block]) => {
    const { known, unknown } = parts(block);
    const address = `data.aws_iam_policy_document.${name}`;
    return {
      ...planned(address, ["read"], null, known as Block, { after_unknown: unknown as Block }),
      mode: "data" as const,
      type: "aws_iam_policy_document",
    };
  });
  const configured = Object.entries(stack["resource"] as Record<string, Record<string, Block>>).flatMap(
    ([type, byName]) =>
      Object.entries(byName).map(([name, block]) => ({
        address: `${type}.${name}`,
        mode: "managed",
        expressions: Object.fromEntries(
          Object.entries(block).map(([attribute, value]) => [attribute, references(value)]),
        ),
      })),
  );
  return {
    resource_changes: [...changes, ...documents],
    configuration: { root_module: { resources: configured } },
  };
}
