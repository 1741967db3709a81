import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import type { Configuration, Stage } from "../../config";
import { checkConfiguration } from "../../config/check";
import { stageSchema } from "../../config/schema";
import { configurationOfThisMachine } from "../../local/configuration";
import { releasesOf } from "../../local/offline/planned-releases";
import { findHelm } from "../../local/kubernetes/install";
import { environmentOf } from "../../local/stack-environment";
import { effects } from "../../modules/kit/change";
import { projectPath } from "../../modules/kit/project-path";
import { effectsOfChange, type PlannedEffect } from "../../plan/effects";
import { fieldChanges } from "../../plan/field-changes";
import { resourceChanges, type PlanJson, type ResourceChange } from "../../plan/plan-json";
import { effectsOfRelease } from "../../plan/release-objects";
import { changedOutputs, withOutputs, type PlannedOutputs } from "../../plan/upstream";
import { terraformBinary } from "../../terraform/terraform";
import { fieldsAt, near } from "../importable/alternatives";
import { replaced } from "../importable/refusals";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";
import { outputsOf } from "./configuration";

const run = promisify(execFile);

/** The stacks in the order of their deployment. */
const stacks = ["emulator-bootstrap", "local-network", "local-data", "local-cluster", "local-platform"];

/** Another value of a field, in a whole configuration. */
interface Alternative {
  readonly field: string;
  readonly value: unknown;
  readonly configuration: Configuration;
}

type Fields = Record<string, unknown>;

/** What must change together with a field. */
const companions: Readonly<Record<string, (stage: Stage) => Stage>> = {
  region: (stage) => {
    const availabilityZones = stage.network.availabilityZones.map((zone) => stage.region + zone.slice(-1));
    return { ...stage, network: { ...stage.network, availabilityZones } };
  },
  "network.domain.name": (stage) => ({
    ...stage,
    application: { ...stage.application, host: `api.${stage.network.domain.name}` },
  }),
};

/** Other values that no change of a letter or a digit finds. */
const further: Readonly<Record<string, (value: unknown) => unknown[]>> = {
  account: () => ["other"],
  "network.availabilityZones": (value) => [[...(value as string[]), "us-east-1d"]],
  // The same folder.
  "platform.chartMirror": (value) => [`${String(value)}/.`],
};

/** The account and the stage of this machine alone, with another account and the repository that the stage names. */
function around(stage: Stage, { accounts }: Configuration): unknown {
  const { emulator } = accounts;
  const repositories = [
    ...new Set([...(emulator?.registry.repositories ?? []), stage.application.repository]),
  ];
  return {
    accounts: {
      emulator: { ...emulator, registry: { ...emulator?.registry, repositories } },
      other: { ...emulator, id: "210987654321" },
    },
    stages: { local: stage },
  };
}

/** In which direction a value differs: of several in the same direction, one is enough. */
function direction(before: unknown, after: unknown): string {
  const size = (value: unknown) =>
    typeof value === "number" ? value : typeof value === "object" ? Object.keys(value ?? {}).length : 0;
  return before === undefined
    ? "given"
    : after === undefined
      ? "none"
      : String(Math.sign(size(after) - size(before)));
}

/** For each field, accepted values in different directions. */
function alternatives(): Alternative[] {
  const base = configurationOfThisMachine();
  const local = base.stages["local"] as Stage;
  const found = [...fieldsAt(stageSchema, local)].flatMap(({ field, path, schema, value }) => {
    const more = (further[field]?.(value) ?? []) as unknown[];
    const others = [...more, ...near(schema, value)].filter((other) => !isDeepStrictEqual(other, value));
    const candidates = others.flatMap((other): (Alternative & { kind: string })[] => {
      const changed = replaced(local, path, other) as Stage;
      try {
        const configuration = checkConfiguration(around(companions[field]?.(changed) ?? changed, base));
        return [{ field, value: other, configuration, kind: `${path.join(".")} ${direction(value, other)}` }];
      } catch {
        return [];
      }
    });
    return candidates.filter(({ kind }, index) => candidates.findIndex((one) => one.kind === kind) === index);
  });
  return found;
}

/** A plan of one stack with its configuration of another stage, without reading what is deployed again. */
async function plan(stack: string, json: Block, folder: string): Promise<PlanJson> {
  const deployed = projectPath("cdktf.out", "stacks", stack);
  for (const part of [".terraform", "assets"]) {
    symlinkSync(join(deployed, part), join(folder, part));
  }
  cpSync(join(deployed, ".terraform.lock.hcl"), join(folder, ".terraform.lock.hcl"));
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
  const env = environmentOf(stack);
  const options = { cwd: folder, env, maxBuffer: 256 * 1024 * 1024 };
  const flags = ["-input=false", "-lock=false", "-refresh=false", "-no-color", "-out=plan"];
  await run(terraformBinary(env), ["plan", ...flags], options);
  const { stdout } = await run("terraform", ["show", "-json", "plan"], options);
  return JSON.parse(stdout) as PlanJson;
}

function effectsOf(change: ResourceChange, folder: string): PlannedEffect[] {
  const isOwnChart = String(change.after?.["chart"]).startsWith("./");
  const helm = findHelm();
  if (helm === undefined) {
    throw new Error("no Helm: npm run local builds it");
  }
  return (isOwnChart && effectsOfRelease(change, { helm, folder })) || effectsOfChange(change);
}

type Stacks = Record<string, Block>;

const synthesized = (configuration: Configuration): Stacks =>
  Object.fromEntries(Object.entries(synthesize(configuration)).map(([name, { json }]) => [name, json]));

/** What decides where the resources of a stack are. */
const placeOf = ({ terraform, provider }: Block) => {
  const [{ default_tags: _, ...aws } = {}] = (provider?.["aws"] ?? []) as Fields[];
  return JSON.stringify([terraform.backend, aws, { ...provider, aws: undefined }]);
};

/** The effects of an alternative, over the stacks of the stage in the order of their deployment. */
async function effectsOfAlternative(base: Stacks, { configuration }: Alternative): Promise<PlannedEffect[]> {
  const other = synthesized(configuration);
  const folder = mkdtempSync(join(tmpdir(), "changes-"));
  const upstream = new Map<string, PlannedOutputs>();
  const found: PlannedEffect[] = [];
  try {
    for (const stack of stacks) {
      const [before, after] = [base[stack] as Block, other[stack] as Block | undefined];
      if (after === undefined || placeOf(before) !== placeOf(after)) {
        return [{ where: stack, effect: "new stage" }];
      }
      const json = withOutputs(after, upstream, folder);
      if (JSON.stringify(json) !== JSON.stringify(before)) {
        const own = join(folder, stack);
        mkdirSync(own);
        const planned = await plan(stack, json, own);
        const changes = releasesOf(resourceChanges(planned));
        found.push(...changes.flatMap((change) => effectsOf(change, own)));
        const outputs = changedOutputs(planned);
        if (Object.keys(outputs).length > 0) {
          upstream.set(stack, {
            outputs: { ...outputsOf(stack), ...outputs },
            changed: Object.keys(outputs),
          });
        }
      }
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The effects of an alternative, or the error of its plan. */
interface Planned {
  readonly value: unknown;
  readonly effects: readonly PlannedEffect[];
  readonly error?: unknown;
}

/** Plans all alternatives, two at a time: the plans of one are in sequence. */
async function planAll(): Promise<Map<string, Planned[]>> {
  const base = configurationOfThisMachine();
  const stacksOfBase = synthesized(checkConfiguration(around(base.stages["local"] as Stage, base)));
  const planned = new Map<string, Planned[]>();
  const waiting = alternatives();
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const { field, value } = one;
      const result = await effectsOfAlternative(stacksOfBase, one).then(
        (found) => ({ value, effects: found }),
        (error: unknown) => ({ value, effects: [], error }),
      );
      planned.set(field, [...(planned.get(field) ?? []), result]);
    }
  };
  await Promise.all([work(), work()]);
  return planned;
}

const mostSevere = (found: readonly PlannedEffect[]) =>
  effects.findLast((effect) => found.some((one) => one.effect === effect)) ?? "none";

/** Plans other values of each field of the deployed stage, and compares the effects with docs/changes.md. */
export function changeTests(): void {
  describe("a change of a field", () => {
    let planned: Map<string, Planned[]>;
    beforeAll(async () => {
      planned = await planAll();
    }, 3_600_000);

    // An emulated stage cannot be one of production: __tests__/plan/changes-page.test.ts.
    const fields = fieldChanges(stageSchema).filter(({ path }) => path.join() !== "production");
    it.each(fields.map(({ path, changes }) => [path.join("."), changes] as const))(
      "has an effect that docs/changes.md has: %s",
      (field, changes) => {
        const found = planned.get(field) ?? [];
        expect(found.length).toBeGreaterThan(0);
        for (const { value, effects: of, error } of found) {
          if (error !== undefined) {
            throw error;
          }
          const effect = mostSevere(of);
          const causes = of.filter((one) => one.effect === effect).map(({ where }) => where);
          const accepted = changes.map((change) => change.effect);
          expect([field, value, accepted.includes(effect) ? [] : [effect, causes]]).toEqual([
            field,
            value,
            [],
          ]);
        }
      },
    );
  });
}
