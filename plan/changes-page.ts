import type { z } from "zod";
import type { Change, Effect } from "../modules/kit/change";
import { fieldChanges, type FieldChanges } from "./field-changes";
import { table } from "./table";

const meanings: Readonly<Record<Effect, string>> = {
  none: "No resource changes.",
  "in place": "Resources are made or updated. What runs is not interrupted.",
  rolling: "Pods or nodes are replaced, within their disruption budgets.",
  interruption: "Something that is in use is not available for a time.",
  removal: "Something is deleted, and nothing takes its place.",
  replacement: "Something is deleted, and made again without what it held.",
  "new stage": "A stage cannot change to it: Terraform would leave what exists behind.",
};

const row = (field: string, { effect, when, text, isOneWay }: Change) => [
  field,
  when ?? "",
  `${effect}${isOneWay ? ", **one-way**" : ""}`,
  `${text}.`,
];

function section(name: string, fields: readonly FieldChanges[]): string {
  const rows = fields.flatMap(({ path, changes }) =>
    changes.map((change, index) =>
      row(index === 0 ? `\`${path.slice(name === "" ? 0 : 1).join(".")}\`` : "", change),
    ),
  );
  return [
    ...(name === "" ? [] : [`## \`${name}\``, ""]),
    table(["Field", "Change", "Effect", "What happens"], rows),
  ].join("\n");
}

/** docs/changes.md: the effect of each change of a field of a stage. */
export function changesPage(schema: z.ZodType): string {
  const fields = fieldChanges(schema);
  const groupOf = ({ path: [first = "", ...rest] }: FieldChanges) => (rest.length > 0 ? first : "");
  const groups = [...new Set(fields.map(groupOf))];
  return `# What a change of a stage does

\`npm run docs\` writes this page from the schema of a stage. The whole test plans a change of each field against a deployed
stage, and compares the effect. Change one field at a time where the effect matters, and read the plan: it is what decides.

${table(
  ["Effect", "Meaning"],
  Object.entries(meanings).map(([effect, meaning]) => [effect, meaning]),
)}

**One-way**: setting the former value again does not bring back what was before.

A change of a value that a later layer uses has its effect when that layer is deployed: network, data, cluster, platform.

${groups
  .map((name) =>
    section(
      name,
      fields.filter((field) => groupOf(field) === name),
    ),
  )
  .join("\n\n")}
`;
}
