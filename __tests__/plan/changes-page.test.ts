import { readFileSync } from "node:fs";
import { z } from "zod";
import { pages } from "../../commands/docs";
import { readConfiguration } from "../../config";
import { stageSchema } from "../../config/schema";
import { projectPath } from "../../modules/kit/project-path";
import { fieldChanges } from "../../plan/field-changes";
import { synthesize } from "../support/synthesis";

describe("the fields of a stage", () => {
  it.each(fieldChanges(stageSchema))("say what a change does: $path", ({ changes }) => {
    expect(changes.length).toBeGreaterThan(0);
    for (const { text } of changes) {
      expect(text).toMatch(/^[A-Z].*[^.\s]$/s);
    }
    // Several changes of a field differ in what is changed.
    const when = changes.map((change) => change.when);
    expect(new Set(when).size).toBe(changes.length);
    expect(changes.length === 1 || !when.includes(undefined)).toBe(true);
  });

  it("have the changes of the object or of the wrapped schema that they belong to, unless they have their own", () => {
    const own = { changes: [{ effect: "in place", text: "Own" }] } as const;
    const outer = { changes: [{ effect: "rolling", text: "Outer" }] } as const;
    const schema = z.strictObject({
      group: z
        .strictObject({ own: z.string().meta(own).optional(), other: z.string() })
        .prefault({ other: "a" })
        .meta(outer),
      none: z.record(z.string(), z.strictObject({ field: z.string().meta(own).default("a") })),
    });
    expect(fieldChanges(schema)).toEqual([
      { path: ["group", "own"], ...own },
      { path: ["group", "other"], ...outer },
      { path: ["none"], changes: [] },
      { path: ["none", "*", "field"], ...own },
    ]);
  });
});

it("whether a stage is a production stage changes no resource", () => {
  const configuration = readConfiguration();
  const { production, ...stages } = configuration.stages;
  const other = { ...configuration, stages: { production: { ...production, production: false }, ...stages } };
  const jsonOf = (of: typeof configuration) =>
    Object.fromEntries(Object.entries(synthesize(of)).map(([name, { json }]) => [name, json]));
  expect(jsonOf(other as typeof configuration)).toEqual(jsonOf(configuration));
});

it.each(Object.entries(pages()))("%s is what npm run docs writes", (path, text) => {
  expect(readFileSync(projectPath(path), "utf8")).toBe(text);
});
