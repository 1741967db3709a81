import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { infracostLines, pricedPlan } from "../../../plan/cost/infracost";
import type { Block } from "../../../plan/plan-json";
import { planned, saved } from "../review/plans";

/** The output of Infracost 0.10 as its own test has it (diff_prior_empty_project_json.golden), with what is not read. */
const output = {
  version: "0.2",
  metadata: { infracostCommand: "diff" },
  currency: "USD",
  projects: [{ name: "plan.json", diff: { resources: [], totalMonthlyCost: "742.64" } }],
  totalHourlyCost: "1.017315068493150679",
  totalMonthlyCost: "742.64",
  totalMonthlyUsageCost: "0",
  pastTotalHourlyCost: "0",
  pastTotalMonthlyCost: "0",
  diffTotalHourlyCost: "1.017315068493150679",
  diffTotalMonthlyCost: "742.64",
  timeGenerated: "2026-11-30T00:00:00Z",
  summary: { totalDetectedResources: 1, totalUnsupportedResources: 0 },
};

const environment = { ...process.env };
const key = "ico-hunter2";
let folder: string;

/** A program that prints a version, and an output if it is called as documented, with a plan that it can read. */
function install(text: string, version = "v0.10.42", exitCode = 0): void {
  const script = `#!${process.execPath}
const [command, ...args] = process.argv.slice(2);
if (command === "--version") {
  console.log("Infracost ${version}");
} else {
  const { readFileSync, statSync } = require("node:fs");
  const path = args[1];
  const plan = JSON.parse(readFileSync(path, "utf8"));
  const isRight = command === "diff" && args.join(" ") === "--path " + path + " --format json" &&
    process.env.INFRACOST_API_KEY === ${JSON.stringify(key)} && process.env.AWS_SECRET_ACCESS_KEY === undefined &&
    (statSync(path).mode & 0o77) === 0 && plan.planned_values.root_module.resources[0].type === "aws_instance";
  process.stdout.write(isRight ? ${JSON.stringify(text)} : "wrong call " + args.join(" "));
  process.exitCode = ${exitCode};
}
`;
  writeFileSync(join(folder, "infracost"), script);
  chmodSync(join(folder, "infracost"), 0o755);
}

const instance = {
  address: "aws_instance.a",
  mode: "managed",
  type: "aws_instance",
  values: { instance_type: "t3.micro" },
};
const plan = saved("staging-data", {
  resource_changes: [planned("aws_instance.a", ["create"], null, {})],
  ...({ planned_values: { root_module: { resources: [instance] } } } as Block),
});

describe("the difference by Infracost", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "infracost-test-"));
    process.env["PATH"] = folder;
    process.env["INFRACOST_API_KEY"] = key;
    process.env["AWS_SECRET_ACCESS_KEY"] = "never";
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    process.env = { ...environment };
  });

  it("is a line for each stack that changes", async () => {
    install(JSON.stringify(output));
    const unchanged = saved("staging-network", {
      resource_changes: [planned("aws_vpc.a", ["no-op"], {}, {})],
    });
    expect(await infracostLines([unchanged, plan])).toEqual([
      "Infracost: staging-data USD +742.64 a month, 0.00 → 742.64",
    ]);
    expect(await infracostLines([unchanged])).toEqual([]);
  });

  it("says what is less, and what Infracost does not know", async () => {
    const less = {
      ...output,
      pastTotalMonthlyCost: "10",
      totalMonthlyCost: null,
      diffTotalMonthlyCost: "-10",
    };
    install(JSON.stringify({ ...less, summary: { totalUnsupportedResources: 2 } }));
    expect(await infracostLines([plan])).toEqual([
      "Infracost: staging-data USD −10.00 a month, 10.00 → unknown, without 2 that it does not know",
    ]);
    install(JSON.stringify({ ...less, diffTotalMonthlyCost: null }));
    expect(await infracostLines([plan])).toEqual([
      expect.stringMatching(/^Infracost: staging-data USD unknown a month, 10\.00 → unknown/),
    ]);
  });

  it("is replaced by the reason if Infracost is not asked", async () => {
    expect(await infracostLines([plan])).toEqual([
      expect.stringMatching(/^Infracost was not asked: Infracost was not found, >=0\.10 <1 is required/),
    ]);
    install(JSON.stringify(output), "v2.1.0");
    expect(await infracostLines([plan])).toEqual([
      expect.stringMatching(
        /^Infracost was not asked: Infracost is 2\.1\.0, .*Infracost 2 does not read plans/,
      ),
    ]);
    delete process.env["INFRACOST_API_KEY"];
    expect(await infracostLines([plan])).toEqual(["Infracost was not asked: INFRACOST_API_KEY is not set"]);
  });

  it("is replaced by the reason if Infracost fails", async () => {
    install("", undefined, 1);
    expect(await infracostLines([plan])).toEqual([
      "Infracost failed on staging-data: it ended with exit code 1",
    ]);
    install("no JSON");
    expect(await infracostLines([plan])).toEqual([
      "Infracost failed on staging-data: its output cannot be read",
    ]);
  });

  it("gives Infracost nothing that is sensitive, and only resources of AWS", () => {
    const values = { name: "a", password: "hunter2", tags: [{ value: "hunter3" }, { value: "shown" }] };
    const sensitive_values = { password: true, tags: [{ value: true }] };
    const resources = [
      { ...instance, values, sensitive_values },
      { type: "helm_release", values: { values: ["hunter4"] } },
    ];
    const json = pricedPlan({
      planned_values: { root_module: { resources } },
      prior_state: { values: { root_module: { resources } } },
      variables: { secret: { value: "hunter5" } },
      output_changes: { secret: { after: "hunter6" } },
      resource_changes: [{ change: { after: { password: "hunter7" } } }],
    });
    expect(JSON.stringify(json)).not.toContain("hunter");
    expect(JSON.stringify(json).match(/"shown"/g)).toHaveLength(2);
  });
});
