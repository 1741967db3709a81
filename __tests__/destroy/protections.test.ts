import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runOnStacks } from "../../commands/operations";
import { possibleRefusals, protectionsOf } from "../../destroy/protections";
import type { StateResource } from "../../terraform/operations";
import { stackFolder } from "../../terraform/stacks";
import { captureConsole } from "../support/output";
import { allStacks } from "../support/prepared";

const [free, guarded, empty] = [
  "protections-test-free",
  "protections-test-guarded",
  "protections-test-empty",
];
const stacks = [guarded, free, empty].map((name) => ({ name, dependencies: [] }));

const write = (stack: string, lifecycle: object) =>
  writeFileSync(
    join(stackFolder(stack), "cdk.tf.json"),
    JSON.stringify({
      terraform: { backend: { local: {} } },
      resource: {
        terraform_data: { kept: { for_each: { a: "a" }, lifecycle } },
      },
    }),
  );

function terraform(stack: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("terraform", args, {
    cwd: stackFolder(stack),
    encoding: "utf8",
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout;
}

const stateOf = (stack: string) => readFileSync(join(stackFolder(stack), "terraform.tfstate"), "utf8");

beforeAll(() => {
  for (const { name } of stacks) {
    mkdirSync(stackFolder(name), { recursive: true });
    write(name, name === guarded ? { prevent_destroy: true } : {});
    terraform(name, "init", "-input=false");
  }
  terraform(free, "apply", "-auto-approve", "-input=false");
  terraform(guarded, "apply", "-auto-approve", "-input=false");
}, 60_000);

afterAll(() => {
  stacks.forEach(({ name }) => rmSync(stackFolder(name), { recursive: true }));
});

describe("npm run destroy", () => {
  it("is refused before anything is destroyed, also with --auto-approve, if a resource is protected", async () => {
    const before = [free, guarded].map(stateOf);
    const { error, lines } = await captureConsole(() =>
      runOnStacks("destroy", stacks, [], { autoApprove: true }),
    );
    expect(error?.message.split("\n")).toEqual([
      `${guarded}: terraform_data.kept["a"]: prevent_destroy; to leave it in the account: ` +
        `terraform -chdir=cdktf.out/stacks/${guarded} state rm 'terraform_data.kept["a"]'`,
      "Nothing was destroyed. docs/destroying.md has the steps that lift each protection.",
    ]);
    expect(lines).toContain(`${empty}: nothing is deployed; skipped`);
    expect([free, guarded].map(stateOf)).toEqual(before);
    expect(existsSync(join(stackFolder(empty), "terraform.tfstate"))).toBe(false);
  }, 60_000);

  it("leaves the refusal to the plan if only a part is to be destroyed", async () => {
    const target = ["-target=terraform_data.other"];
    const { result } = await captureConsole(() =>
      runOnStacks("destroy", stacks, target, { autoApprove: true }),
    );
    expect(result).toBe(0);
    expect(JSON.parse(stateOf(guarded))).toMatchObject({ resources: [{ name: "kept" }] });
  }, 60_000);

  it("destroys what is not protected any more, and forgets what Terraform forgot", async () => {
    terraform(guarded, "state", "rm", 'terraform_data.kept["a"]');
    const { result, lines } = await captureConsole(() =>
      runOnStacks("destroy", stacks, [], { autoApprove: true }),
    );
    expect(result).toBe(0);
    // A skipped stack is not planned.
    expect(lines.filter((line) => line.includes(guarded))).toEqual([
      `${guarded}: nothing is deployed; skipped`,
    ]);
    expect(JSON.parse(stateOf(free))).toMatchObject({ resources: [] });
  }, 60_000);
});

/** Every resource of a delivered stack, as its state would have it. */
const states = Object.entries(allStacks()).map(([stack, { json }]) => {
  const resources = Object.entries(json["resource"] as Record<string, Record<string, object>>).flatMap(
    ([type, named]) =>
      Object.entries(named).map(([name, values]): StateResource => ({
        address: `${type}.${name}`,
        mode: "managed",
        type,
        name,
        values: values as Record<string, unknown>,
      })),
  );
  return { stack, json, resources };
});

describe.each(states)("the protections of $stack", ({ stack, json, resources }) => {
  it("are those of its state and of its configuration", () => {
    const named = (wanted: (one: StateResource) => boolean) =>
      resources.filter(wanted).map(({ address }) => address);
    const isProtected = ({ values }: StateResource) =>
      Object.entries(values).some(([key, value]) => /protection/.test(key) && value === true) ||
      (values["lifecycle"] as { prevent_destroy?: boolean } | undefined)?.prevent_destroy === true;
    const found = protectionsOf({ stack, resources }, json).map(({ address }) => address);
    expect(found).toEqual(named(isProtected));
    const emulated = /^(local|emulator)-/.test(stack);
    expect(found.length > 0).toBe(!emulated && /-(data|bootstrap)$/.test(stack));
  });

  it("are not those of the configuration for what is not deployed, or not protected any more", () => {
    expect(protectionsOf({ stack, resources: [] }, json)).toEqual([]);
    const off = resources.map((one) => ({ ...one, values: { ...one.values, deletion_protection: false } }));
    expect(
      protectionsOf({ stack, resources: off }, json).filter(({ by }) => by !== "prevent_destroy"),
    ).toEqual([]);
  });
});

test("a database and a bucket are named with the option of the stage", () => {
  const resource = (type: string, name: string, values: object): StateResource => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    values: values as Record<string, unknown>,
  });
  const resources = [
    resource("aws_db_instance", "database", { deletion_protection: true }),
    resource("aws_s3_bucket", "logs", { force_destroy: false }),
    resource("aws_lb", "other", { enable_deletion_protection: true }),
    resource("aws_ecr_repository", "images", { force_delete: true }),
  ];
  const deployed = { stack: "staging-data", resources };
  expect(protectionsOf(deployed, {}).map(({ by, remedy }) => `${by}; ${remedy}`)).toEqual([
    "deletion_protection is on; set database.deletionProtection to false in the stage's file, and deploy staging-data",
    "enable_deletion_protection is on; set enable_deletion_protection of aws_lb.other to false in the stage's file, and deploy staging-data",
  ]);
  expect(possibleRefusals(deployed)).toEqual([
    {
      stack: "staging-data",
      address: "aws_s3_bucket.logs",
      by: "AWS refuses to delete it if it has objects",
      remedy:
        "to delete these as well: set logBucket.forceDestroy to true in the stage's file, and deploy staging-data first",
    },
  ]);
});
