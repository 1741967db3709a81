import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { zipSync } from "fflate";
import { fetchPlans, storePlans } from "../../commands/stored-plans";
import { unpackPlans } from "../../plan/archive";
import { bindingOf, bound, isAsReviewed, sha256Of, type PlanRecord, type Plans } from "../../plan/plans-file";
import { present } from "../../plan/record";
import { planFile } from "../../terraform/operations";

// The AWS CLI: `s3://` is a folder.
const aws = `#!${process.execPath}
const { copyFileSync, existsSync, mkdirSync } = require("node:fs");
const { dirname, join } = require("node:path");
const args = process.argv.slice(2);
if (args[0] === "--version") {
  console.log("aws-cli/2.36.40 Python/3.13");
  process.exit();
}
const [from, to] = args.slice(-2).map((name) => name.replace("s3://", process.env.FAKE_S3 + "/" + args[4] + "/"));
if (!existsSync(from)) {
  console.error("\\nfatal error: An error occurred (404) when calling the HeadObject operation: Key does not exist");
  process.exit(1);
}
mkdirSync(dirname(to), { recursive: true });
copyFileSync(from, to);
`;

const root = mkdtempSync(join(tmpdir(), "stored-plans-"));
const [folder, target, bucket] = ["plan.out", "fetched", "s3"].map((name) => join(root, name)) as [
  string,
  string,
  string,
];
const environment = { ...process.env };
let printed: string[];

/** Saves plans of stacks, which change unless they are listed as unchanged. */
function savePlans(
  stacks: readonly string[],
  more: (stack: string) => Partial<PlanRecord> = () => ({}),
): Plans {
  rmSync(folder, { recursive: true, force: true });
  const records = stacks.map((stack) => {
    const path = join(folder, stack);
    mkdirSync(join(path, "assets", "chart"), { recursive: true });
    mkdirSync(join(root, "providers"), { recursive: true });
    writeFileSync(join(root, "providers", "provider"), "large");
    symlinkSync(join(root, "providers"), join(path, ".terraform"));
    writeFileSync(join(path, planFile), zipSync({ tfstate: Buffer.from('{"lineage":"a","serial":1}') }));
    for (const name of ["cdk.tf.json", "synthesized.json"]) {
      writeFileSync(join(path, name), "{}");
    }
    writeFileSync(join(path, ".terraform.lock.hcl"), "");
    writeFileSync(join(path, "assets", "chart", "Chart.yaml"), "name: artist");
    const record: PlanRecord = {
      ...{ stack, changes: "1 to update", refused: [], provisional: [], mocked: [], flags: [] },
      ...{ placeholders: [], progress: "planned" },
      ...bindingOf(path),
    };
    return { ...record, ...more(stack) };
  });
  const plans = bound({ ...present(), stacks: records });
  writeFileSync(join(folder, "plans.json"), JSON.stringify(plans));
  writeFileSync(join(folder, "report.md"), "report");
  return plans;
}

/** Stores the saved plans; returns their digest. */
function stored(stage: string): string {
  printed = [];
  storePlans(stage, folder);
  return /^digest=(.*)$/m.exec(printed.join(""))?.[1] ?? "none";
}

beforeAll(() => {
  writeFileSync(join(root, "aws"), aws);
  chmodSync(join(root, "aws"), 0o755);
  process.env["PATH"] = `${root}${delimiter}${process.env["PATH"]}`;
  process.env["FAKE_S3"] = bucket;
  jest.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  jest.spyOn(console, "error").mockImplementation(() => undefined);
  jest.spyOn(console, "log").mockImplementation(() => undefined);
});

beforeEach(() => {
  rmSync(bucket, { recursive: true, force: true });
  rmSync(target, { recursive: true, force: true });
});

afterAll(() => {
  jest.restoreAllMocks();
  process.env = environment;
  rmSync(root, { recursive: true });
});

describe("stored plans", () => {
  it("are what was reviewed, without providers, in the account's bucket and region", () => {
    const plans = savePlans(["staging-network", "staging-data"]);
    const digest = stored("staging");
    const object = join(
      ...[bucket, "us-east-1", "artist-terraform-state-111122223333-us-east-1", "plans", "staging"],
      `${digest}.zip`,
    );
    expect(sha256Of(readFileSync(object))).toBe(digest);
    fetchPlans("staging", digest, target);
    const found = JSON.parse(readFileSync(join(target, "plans.json"), "utf8")) as Plans;
    expect(found).toEqual(plans);
    expect(isAsReviewed(found)).toBe(true);
    for (const { stack, ...record } of found.stacks) {
      expect(record).toMatchObject(bindingOf(join(target, stack)));
      expect(readdirSync(join(target, stack)).sort()).toEqual(
        readdirSync(join(folder, stack))
          .filter((name) => name !== ".terraform")
          .sort(),
      );
    }
    expect(readFileSync(join(target, "report.md"), "utf8")).toBe("report");
    expect(statSync(target).mode & 0o777).toBe(0o700);
    expect(statSync(join(target, "staging-data", planFile)).mode & 0o777).toBe(0o600);
  });

  it("have an empty digest if nothing changes, and are not stored", () => {
    savePlans(["staging-network", "nonprod-bootstrap"], () => ({ changes: "" }));
    expect(stored("staging")).toBe("");
    expect(existsSync(bucket)).toBe(false);
  });

  it("may have unchanged plans of the account", () => {
    savePlans(["nonprod-bootstrap", "staging-network"], (stack) =>
      stack === "nonprod-bootstrap" ? { changes: "" } : {},
    );
    expect(stored("staging")).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ["nonprod-bootstrap", "the bootstrap stack of the account"],
    ["production-data", "another stage"],
  ])("do not change %s: %s", (other) => {
    savePlans(["staging-network", other]);
    expect(() => stored("staging")).toThrow(`${other} changes, and does not belong to the stage staging`);
    expect(existsSync(bucket)).toBe(false);
  });

  it.each<readonly [string, () => void, string]>([
    [
      "that the policy refused",
      () => savePlans(["staging-data"], () => ({ refused: ["lost"] })),
      "refused by the policy",
    ],
    [
      "that were edited",
      () => {
        const plans = savePlans(["staging-data"], () => ({ refused: ["lost"] }));
        const stacks = plans.stacks.map((record) => ({ ...record, refused: [] }));
        writeFileSync(join(folder, "plans.json"), JSON.stringify({ ...plans, stacks }));
      },
      "plans.json is not what npm run plan wrote",
    ],
    [
      "of another commit",
      () => {
        const { stacks, ...plans } = savePlans(["staging-data"]);
        writeFileSync(
          join(folder, "plans.json"),
          JSON.stringify(bound({ ...plans, commit: "another", stacks })),
        );
      },
      "the plans are of commit another",
    ],
    ["that do not exist", () => rmSync(folder, { recursive: true, force: true }), "there is no saved plan"],
  ])("are none %s", (_, make, message) => {
    make();
    expect(() => stored("staging")).toThrow(message);
    expect(existsSync(bucket)).toBe(false);
  });

  it("of an emulated stage are not asked of AWS", () => {
    expect(() => fetchPlans("local", "0".repeat(64), target)).toThrow(
      /^the stage local (is emulated, and no emulator runs: npm run local|has no stored plans)/,
    );
    expect(existsSync(bucket)).toBe(false);
  });

  it("leave the present plans as they are if they are not there, or are not the reviewed ones", () => {
    const other = "0".repeat(64);
    mkdirSync(target);
    writeFileSync(join(target, "plans.json"), "present");
    expect(() => fetchPlans("staging", other, target)).toThrow(
      `the stage staging has no stored plans ${other}: they are deleted after 7 days`,
    );
    savePlans(["staging-data"]);
    const digest = stored("staging");
    const path = join(
      bucket,
      "us-east-1",
      "artist-terraform-state-111122223333-us-east-1",
      "plans",
      "staging",
    );
    writeFileSync(join(path, `${other}.zip`), readFileSync(join(path, `${digest}.zip`)));
    expect(() => fetchPlans("staging", other, target)).toThrow(
      `the archive has the SHA-256 ${digest}, not ${other}: it is not used`,
    );
    for (const [files, message] of [
      [{ "../plans.json": "{}" }, "the archive has a file outside of its folder: ../plans.json"],
      [{ "report.md": "" }, "the archive has no plans.json"],
      [{ "plans.json": "{}" }, "plans.json is damaged"],
    ] as const) {
      const archive = zipSync(
        Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
      );
      expect(() => unpackPlans(archive, sha256Of(archive), target)).toThrow(message);
    }
    expect(readFileSync(join(target, "plans.json"), "utf8")).toBe("present");
    expect(readdirSync(root)).not.toContain("fetched.new");
  });
});
