import { existsSync, readFileSync } from "node:fs";
import { projectPath } from "../../../modules/kit/project-path";
import { layers } from "../../../modules/layers";
import { stackName } from "../../../stacks/names";
import { withOneMoreStage } from "../../support/prepared";
import { shared } from "../../support/shared";
import { Callers } from "./callers";
import { rolesOf, type NamedPolicy } from "./inventory";
import { describeRequest, type Request } from "./simulation";
import { namesake, stageOf, type Stage } from "./stage";
import { tables } from "./tables";
import { escalations, readSecrets, useKeys, useLogs, type Table } from "./tables/requests";

// A role has up to 300 requests in each stage.
jest.setTimeout(60_000);

/** The file with a managed policy of AWS: `AmazonEKSClusterPolicy.json`. */
const fileOf = (policy: string) => `data/iam/${policy.replace(/^.*\//, "")}.json`;

/** Declares a test that needs the managed policies of a role; without one of them it is skipped by name. */
function withManagedPolicies(table: Table, title: string, test: (managed: NamedPolicy[]) => Promise<void>) {
  const files = table.managedPolicies.map(fileOf);
  const read = () =>
    files.map((name) => ({
      name,
      policy: JSON.parse(readFileSync(projectPath("..", "shared", name), "utf8")),
    }));
  const [needed] = [...files.filter((file) => !existsSync(projectPath("..", "shared", file))), ...files];
  if (needed === undefined) {
    it(title, () => test([]));
  } else {
    shared(needed, title, () => test(read()));
  }
}

const synthesis = withOneMoreStage();
const { configuration, stacks } = synthesis;
const stages = Object.keys(configuration.stages).map((name) => ({ name, stage: stageOf(synthesis, name) }));
const callers = new Callers(stacks);

/** The same role in each stage. */
const rolesByStage = stages.flatMap(({ name, stage }) =>
  layers.flatMap((layer) =>
    rolesOf(stacks, stackName(name, layer)).map((role) => ({
      role,
      stage,
      others: [namesake(stage), ...stages.filter((other) => other.name !== name).map((other) => other.stage)],
    })),
  ),
);

const forbidden = (table: Table, stage: Stage, others: readonly Stage[]): Request[] => [
  ...table.cannot(stage),
  ...escalations(stage),
  ...others.flatMap((other) => [...readSecrets(other), ...useKeys(other), ...useLogs(other)]),
];

function permissions(address: string, table: Table): void {
  const inStages = rolesByStage.filter(({ role }) => role.address === address);

  it("include no other managed policies than its table", () => {
    for (const { role } of inStages) {
      expect([role.stack, role.managedPolicies]).toEqual([role.stack, table.managedPolicies]);
    }
  });

  withManagedPolicies(table, "are what its software needs", async (managed) => {
    for (const { role, stage } of inStages) {
      const refused = await callers.exceptions(role, managed, table.can(stage), true);
      expect([role.stack, refused.map(describeRequest)]).toEqual([role.stack, []]);
    }
  });

  withManagedPolicies(table, "are not more", async (managed) => {
    for (const { role, stage, others } of inStages) {
      const allowed = await callers.exceptions(role, managed, forbidden(table, stage, others), false);
      expect([role.stack, allowed.map(describeRequest)]).toEqual([role.stack, []]);
    }
  });
}

it("each role has a table, and each table a role", () => {
  // delivery/ has the roles of the accounts.
  const all = Object.keys(stacks)
    .filter((stack) => !stack.endsWith("-bootstrap"))
    .flatMap((stack) => rolesOf(stacks, stack));
  expect(all.length).toBe(rolesByStage.length);
  expect([...new Set(all.map(({ address }) => address))].sort()).toEqual(Object.keys(tables).sort());
});

describe.each(Object.entries(tables))("the permissions of %s", permissions);
