import { isDeepStrictEqual } from "node:util";
import type { Configuration, Stage } from "../../config";
import { checkConfiguration } from "../../config/check";
import { stageSchema } from "../../config/schema";
import { configurationOfThisMachine } from "../../local/configuration";
import { findHelm } from "../../local/kubernetes/install";
import { effects, type Change, type Effect } from "../../modules/kit/change";
import { effectsOfChange, type PlannedEffect } from "../../plan/effects";
import { fieldChanges } from "../../plan/field-changes";
import type { ResourceChange } from "../../plan/plan-json";
import { effectsOfRelease, renderedRelease } from "../../plan/release-objects";
import { fieldsAt, near } from "../importable/alternatives";
import { replaced } from "../importable/refusals";
import { secretsManager } from "./emulator";
import { inPairs, planStacks, synthesized, type PlannedStacks } from "./plans";

/** Another value of a field, in a whole configuration. */
interface Alternative {
  readonly field: string;
  readonly value: unknown;
  readonly configuration: Configuration;
}

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
  "database.instanceClass": () => ["db.t3.small"],
  "cluster.nodeGroup.instanceTypes": () => [["m6i.2xlarge"]],
  // The administrators must exist.
  "cluster.administrators": (value) => {
    const [deployer, ...others] = value as string[];
    const existing = "arn:aws:iam::123456789012:role/artist-local-cluster";
    return [
      [deployer, ...others, existing],
      [deployer, existing],
    ];
  },
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

/** For each field, accepted values in different directions; of a field with one effect, one value. */
function alternatives(base: Configuration): Alternative[] {
  const several = fieldChanges(stageSchema).filter(({ changes }) => changes.length > 1);
  const withDirections = new Set(several.map(({ path }) => path.join(".")));
  const local = base.stages["local"] as Stage;
  return [...fieldsAt(stageSchema, local)].flatMap(({ field, path, schema, value }) => {
    const more = (further[field]?.(value) ?? []) as unknown[];
    const others = [...more, ...near(schema, value)].filter((other) => !isDeepStrictEqual(other, value));
    const candidates = others.flatMap((other): (Alternative & { kind: string })[] => {
      const changed = replaced(local, path, other) as Stage;
      try {
        const configuration = checkConfiguration(around(companions[field]?.(changed) ?? changed, base));
        const kind = withDirections.has(field) ? `${path.join(".")} ${direction(value, other)}` : field;
        return [{ field, value: other, configuration, kind }];
      } catch {
        return [];
      }
    });
    return candidates.filter(({ kind }, index) => candidates.findIndex((one) => one.kind === kind) === index);
  });
}

function effectsOf(change: ResourceChange, folder: string): PlannedEffect[] {
  const isOwnChart = String(change.after?.["chart"]).startsWith("./");
  const helm = findHelm();
  if (helm === undefined) {
    throw new Error("no Helm: npm run local builds it");
  }
  const isUpdate = change.before !== undefined && change.after !== undefined;
  const rendered = isOwnChart && isUpdate ? renderedRelease(change, { helm, folder }) : undefined;
  return rendered ? effectsOfRelease(change, rendered) : effectsOfChange(change);
}

/** The effects of the planned changes of a configuration. */
const effectsOfPlans = ({ elsewhere, changes }: PlannedStacks): PlannedEffect[] =>
  elsewhere === undefined
    ? changes.flatMap(({ change, folder }) => effectsOf(change, folder))
    : [{ where: elsewhere, effect: "new stage" }];

/** The effects of an alternative, or the error of its plan. */
interface Planned {
  readonly value: unknown;
  readonly effects: readonly PlannedEffect[];
  readonly error?: unknown;
}

/** The Secrets Manager names of API keys that alternatives add. */
function addedKeys(all: readonly Alternative[], { secrets }: Stage): string[] {
  const keys = all.flatMap(({ configuration: { stages } }) => stages["local"]?.secrets.apiKeys ?? []);
  const added = keys.filter((key) => !secrets.apiKeys.includes(key));
  return [...new Set(added)].map((key) => `artist-local/api-keys/${key}`);
}

/** Plans all alternatives, by field. */
async function planAll(): Promise<Map<string, Planned[]>> {
  const base = configurationOfThisMachine();
  const local = base.stages["local"] as Stage;
  const deployed = synthesized(checkConfiguration(around(local, base)));
  const all = alternatives(base);
  const keys = addedKeys(all, local);
  // As an operator does before the platform layer is planned.
  for (const Name of keys) {
    await secretsManager("CreateSecret", { Name, SecretString: "a value" });
  }
  const planned = new Map<string, Planned[]>();
  await inPairs(all, async ({ field, value, configuration }) => {
    const result = await planStacks(deployed, configuration, effectsOfPlans).then(
      (found) => ({ value, effects: found }),
      (error: unknown) => ({ value, effects: [], error }),
    );
    planned.set(field, [...(planned.get(field) ?? []), result]);
  });
  for (const SecretId of keys) {
    await secretsManager("DeleteSecret", { SecretId, ForceDeleteWithoutRecovery: true });
  }
  return planned;
}

const mostSevere = (found: readonly PlannedEffect[]) =>
  effects.findLast((effect) => found.some((one) => one.effect === effect)) ?? "none";

/** Effects in docs/changes.md that no plan against the stage of this machine can show, and why. */
const notShown: Readonly<Record<string, Partial<Record<Effect, string>>>> = {
  "network.domain.hostedZoneId": { "in place": "the stage gives no zone that could be removed" },
  "network.availabilityZones": { replacement: "the stage has the first zones of its region" },
  "network.natGateways": { "in place": "the stage has a gateway in each zone" },
  "database.allocatedStorage": { none: "the stage has the least storage that is accepted" },
  "cluster.accessInstance.enabled": { "in place": "the stage has the instance" },
  "cluster.privateAccessCidrs": { removal: "the stage has none" },
  "cluster.privateAccessSecurityGroupIds": { removal: "the stage has none" },
  "application.host": { "in place": "the stage has a host" },
  "database.applyImmediately": { "in place": "the stage does not have it" },
};

/** The effects that a field must have, without those that no plan can show. */
const required = (field: string, changes: readonly Change[]) => {
  const listed = [...new Set(changes.map(({ effect }) => effect))];
  return listed.filter((effect) => notShown[field]?.[effect] === undefined).sort();
};

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
      "has the effects that docs/changes.md has: %s",
      (field, changes) => {
        const found = planned.get(field) ?? [];
        const failure = found.find(({ error }) => error !== undefined);
        if (failure) {
          throw failure.error;
        }
        const shown = found.map(({ effects: of }) => mostSevere(of));
        const causes = found.map(({ value, effects: of }, index) => [
          value,
          of
            .filter(({ effect }) => effect === shown[index])
            .map(({ where, effect }) => `${effect}: ${where}`),
        ]);
        expect([[...new Set(shown)].sort(), causes]).toEqual([required(field, changes), causes]);
      },
    );
  });
}
