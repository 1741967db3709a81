import { existsSync, readFileSync } from "node:fs";
import { projectPath } from "../../../modules/kit/project-path";
import { layers } from "../../../modules/layers";
import { stackName } from "../../../stacks/names";
import { withOneMoreStage } from "../../support/prepared";
import { shared } from "../../support/shared";
import { Callers } from "./callers";
import { rolesOf, type Role } from "./inventory";
import { describeRequest } from "./simulation";
import { namesake, stageOf } from "./stage";
import { tables } from "./tables";
import { escalations, readSecrets, useKeys, useLogs, type Table } from "./tables/requests";

/** The file with a managed policy of AWS: `AmazonEKSClusterPolicy.json`. */
const fileOf = (policy: string) => `data/iam/${policy.replace(/^.*\//, "")}.json`;

/** Declares a test that needs the role's managed policies; without one of them it is skipped by name. */
function withManagedPolicies(
  role: Role,
  title: string,
  test: (managed: Role["inlinePolicies"]) => Promise<void>,
) {
  const files = role.managedPolicies.map(fileOf);
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
const stages = Object.keys(configuration.stages);
const callers = new Callers(stacks);

function permissions(stageName: string, role: Role, table: Table): void {
  const stage = stageOf(synthesis, stageName);
  const others = stages.filter((name) => name !== stageName).map((name) => stageOf(synthesis, name));
  const requests = {
    needed: table.can(stage),
    forbidden: [
      ...table.cannot(stage),
      ...escalations(stage),
      ...[namesake(stage), ...others].flatMap((other) => [
        ...readSecrets(other),
        ...useKeys(other),
        ...useLogs(other),
      ]),
    ],
  };

  it("has no other managed policies than its table", () => {
    expect(role.managedPolicies).toEqual(table.managedPolicies);
  });

  withManagedPolicies(role, "may do what its software needs", async (managed) => {
    const refused = await callers.exceptions(role, managed, requests.needed, true);
    expect(refused.map(describeRequest)).toEqual([]);
  });

  withManagedPolicies(role, "may not do more", async (managed) => {
    const allowed = await callers.exceptions(role, managed, requests.forbidden, false);
    expect(allowed.map(describeRequest)).toEqual([]);
  });
}

describe("the permissions of the roles", () => {
  const roles = stages.flatMap((stage) =>
    layers
      .flatMap((layer) => rolesOf(stacks, stackName(stage, layer)))
      .map((role) => ({ stage, role, table: tables[role.address] })),
  );
  const all = Object.keys(stacks).flatMap((stack) => rolesOf(stacks, stack));

  it("are in a table for each role, and for no role that does not exist", () => {
    expect(all.length).toBe(roles.length);
    expect([...new Set(all.map(({ address }) => address))].sort()).toEqual(Object.keys(tables).sort());
  });

  for (const { stage, role, table } of roles) {
    if (table) {
      describe(`${role.stack}: ${role.address}`, () => permissions(stage, role, table));
    }
  }
});
