import { z } from "zod";
import { bare } from "../../importable/schema";
import type { Configuration } from "../../config";
import { objectOf, render } from "../charts/rendering";
import { replaced } from "../importable/refusals";
import { withoutOtherStates } from "../oracles/evaluated";
import { evaluate } from "../support/evaluation";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";
import { linesOf } from "./edited";
import { complete, completeFields, placeOf, type Path } from "./fields";

/** What Terraform, Helm, YAML, JSON or a shell would read as something else than text. */
const odd = [
  "${path.root} $${path.root} $$ ${1 + 1}",
  "%{if true}yes%{endif} %%{ 100%",
  "{{ .Values }} {{- fail `no` -}}",
  "\"double\" 'single' `back` \\ \\n",
  "# no comment: - [a] {b} & * ! | > @ <tag>",
  "a line\n\tand\n\n  another one\n",
  "é 日本 🎨 null 1e5 0x1F yes",
];

/** The fields that take any text. */
const freeFields: Path[] = [
  ["accounts", "example", "emulator", "configFile"],
  ["accounts", "example", "emulator", "profile"],
  ["stages", "stage", "platform", "chartMirror"],
  ["stages", "stage", "platform", "kubeconfig", "path"],
  ["stages", "stage", "platform", "kubeconfig", "context"],
  ["stages", "stage", "application", "workers", "charts", "command", 0],
];

const textFields = completeFields.filter(({ schema }) => {
  const { type } = bare(schema);
  return type instanceof z.ZodString || type instanceof z.ZodEnum;
});

const command: Path = ["stages", "stage", "application", "workers", "charts", "command"];

it.each(odd)("every field either takes %j, or refuses it by name", (text) => {
  expect(textFields.length).toBeGreaterThan(25);
  const free = textFields.filter(({ path }) => {
    const lines = linesOf(replaced(complete, path, text));
    expect(lines.filter((line) => !line.startsWith(placeOf(path)))).toEqual([]);
    return lines.length === 0;
  });
  expect(free.map(({ path }) => path)).toEqual(freeFields);
});

const strings = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

/** The blocks of each stack that Terraform evaluates, also those of providers and of other states, and its backend. */
function stacksOf(configuration: Configuration): Record<string, { evaluated: Block; backend: Block }> {
  return Object.fromEntries(
    Object.entries(synthesize(configuration)).map(([name, { json }]) => {
      const { resource, data = {}, ephemeral, provider } = json;
      const { terraform_remote_state: state, ...sources } = data;
      const evaluated = withoutOtherStates({ resource, ephemeral, data: { ...sources, state, provider } });
      return [name, { evaluated, backend: json["terraform"]?.["backend"] }];
    }),
  );
}

it.each(["\0", "\r", "\u0085", "\u2028", "\uFEFF", "\uD83C"])(
  "%j is refused in every field that takes any other text",
  (text) => {
    for (const path of freeFields) {
      expect(linesOf(replaced(complete, path, `a${text}b`))).toEqual([
        expect.stringMatching(new RegExp(`^[^"]+: given "[^"]+"; accepted: a text in Unicode without `)),
      ]);
    }
  },
);

describe("a text arrives as it is written", () => {
  const textOf = (path: Path) => [...odd, path.join("/")].join("");
  const fields = freeFields.filter((path) => path.at(-2) !== "command");
  const configuration = fields.reduce<unknown>(
    (all, path) => replaced(all, path, textOf(path)),
    replaced(complete, command, odd),
  );
  const stacks = stacksOf(configuration as Configuration);
  const evaluation = evaluate(
    Object.fromEntries(Object.entries(stacks).map(([name, { evaluated: json }]) => [name, { json }])),
  );

  it.each(fields.map((path) => [path.join("."), path] as const))("%s", (_, path) => {
    // The path of a chart is in the folder of the mirror.
    const arrived = (text: string) => text === textOf(path) || text.startsWith(`${textOf(path)}/`);
    expect(strings(evaluation).filter(arrived)).not.toEqual([]);
  });

  it("in a backend, which Terraform does not evaluate", () => {
    const { configFile, profile } = (configuration as Configuration).accounts["example"]?.emulator ?? {};
    const ofAccount = Object.entries(stacks).filter(([name]) => !name.startsWith("copies-"));
    expect(ofAccount.length).toBeGreaterThan(4);
    for (const [, { backend }] of ofAccount) {
      expect(backend.s3).toMatchObject({ shared_config_files: [configFile], profile });
    }
  });

  it("in a pod", () => {
    const evaluated = evaluation["stage-platform"]?.["helm_release.app"].values[0];
    // What other stacks output is no ARN and no number here.
    const outputs = { media: { volumeHandle: "" }, ingress: {}, apiKeys: [], roleSecretsVersion: 1 };
    const values = { ...evaluated, ...outputs };
    const { jobTemplate } = objectOf(render("artist", values), "CronJob", "charts").spec;
    expect(jobTemplate.spec.template.spec.containers[0].command).toEqual(odd);
  });
});
