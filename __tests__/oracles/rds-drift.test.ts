import { databaseOptions } from "../../modules/aws/database";
import { allStacks } from "../support/prepared";
import { plannedEngineVersion, plannedStorage } from "./rds-drift";

describe("the rules of the provider", () => {
  it.each([
    ["17", "17.9", "17", undefined],
    ["17.4", "17.9", "17.4", { from: "17.9", to: "17.4" }],
    ["17", "17.9", "18", { from: "17", to: "18" }],
    ["17", "170.1", "17", { from: "170.1", to: "17" }],
  ])("state %s, server %s, configuration %s: %j", (state, actual, configured, planned) => {
    expect(plannedEngineVersion(state, actual, configured)).toEqual(planned);
  });

  it.each([
    [300, 100, 500, undefined],
    [300, 100, 0, { from: 300, to: 100 }],
    [100, 200, 500, { from: 100, to: 200 }],
  ])("%s GiB, configured %s up to %s: %j", (actual, configured, maximum, planned) => {
    expect(plannedStorage(actual, configured, maximum)).toEqual(planned);
  });
});

const databases = Object.entries(allStacks()).flatMap(([name, stack]) =>
  Object.values(stack.resources("aws_db_instance")).map((database) => [name, database] as const),
);

describe.each(databases)("the database of %s", (_, database) => {
  const { engine_version, auto_minor_version_upgrade, allocated_storage, max_allocated_storage } = database;

  it("is not planned back after automatic minor upgrades", () => {
    expect(auto_minor_version_upgrade).toBe(true);
    const [major] = engine_version.split(".");
    for (const actual of [`${major}.5`, `${major}.6`, `${major}.20`]) {
      expect(plannedEngineVersion(engine_version, actual, engine_version)).toBeUndefined();
    }
  });

  it("is not planned back after its storage grew", () => {
    for (const actual of [allocated_storage + 1, max_allocated_storage]) {
      expect(plannedStorage(actual, allocated_storage, max_allocated_storage)).toBeUndefined();
    }
  });
});

it("the schema accepts no storage that would be planned back", () => {
  for (const allocatedStorage of [20, 21, 100, 1000, 59_000]) {
    for (const maxAllocatedStorage of [22, 23, 24, 110, 1100, 65_536]) {
      const { success } = databaseOptions.safeParse({ allocatedStorage, maxAllocatedStorage });
      if (success) {
        expect(plannedStorage(maxAllocatedStorage, allocatedStorage, maxAllocatedStorage)).toBeUndefined();
      }
    }
  }
  expect(databaseOptions.safeParse({ allocatedStorage: 20, maxAllocatedStorage: 22 }).success).toBe(true);
});
