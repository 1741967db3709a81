import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentOf } from "../../local/stack-environment";
import { projectPath } from "../../modules/kit/project-path";
import { resourceChanges } from "../../plan/plan-json";
import { plansFile } from "../../plan/plans-file";
import { writeJsonFile } from "../../terraform/json-file";
import { signalGroup } from "../../terraform/steps";
import { terraformBinary } from "../../terraform/terraform";
import { plansOf } from "./applies";

const stack = "local-data";

/** A process that applies the plans of a folder, as `npm run apply` does. */
const script = (folder: string) => {
  const load = (name: string) => `require(${JSON.stringify(projectPath("build", `${name}.js`))})`;
  return `
    const folder = ${JSON.stringify(folder)};
    const plans = ${load("terraform/json-file")}.readJsonFile(${load("plan/plans-file")}.plansFile(folder));
    ${load("commands/program")}.runMain(() => ${load("plan/apply")}.applyPlans({
      folder, plans, isSelected: () => true, flags: [], env: ${load("local/stack-environment")}.environmentOf,
      report: console.error, interrupts: ${load("terraform/interrupts")}.noInterrupts,
      newRefusals: (again) => ${load("plan/review/new-refusals")}.newRefusals(
        again, ${load("commands/review-options")}.optionsOfApply(folder)),
    }).then(() => 0));`;
};

/** Starts an apply. */
function start(folder: string) {
  const child = spawn(process.execPath, ["-e", script(folder)], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, ended, output: () => output };
}

/** Kills the process group of a process and those of its children: terraform has one of its own. */
function kill({ pid }: ChildProcess): void {
  const { stdout } = spawnSync("pgrep", ["--parent", String(pid)], { encoding: "utf8" });
  [String(pid), ...stdout.split("\n").filter(Boolean)].forEach((id) => signalGroup(Number(id), "SIGKILL"));
}

/** Applies the plans of a folder, after the lock that a killed run left is freed as the message says. */
async function goOn(folder: string): Promise<void> {
  const first = start(folder);
  if ((await first.ended) === 0) {
    return;
  }
  const [, id = ""] = /force-unlock (\S+)/.exec(first.output()) ?? [];
  const env = environmentOf(stack);
  const args = [`-chdir=${join(folder, stack)}`, "force-unlock", "-force", id];
  const freed = spawnSync(terraformBinary(env), args, { env, encoding: "utf8" });
  if (freed.status !== 0) {
    throw new Error(`${first.output()}\n${freed.stderr}`);
  }
  const second = start(folder);
  if ((await second.ended) !== 0) {
    throw new Error(second.output());
  }
}

/** Kills applies at random moments, and goes on with them. */
export function killTests(): void {
  describe("an apply that is killed", () => {
    const root = mkdtempSync(join(tmpdir(), "kills-"));
    afterAll(() => rmSync(root, { recursive: true }));

    /** Saves a plan for a version of the passwords; returns the addresses of what it changes. */
    const save = async (version: number, folder: string): Promise<string[]> => {
      const { plans, saved } = await plansOf(version, folder, [stack]);
      writeJsonFile(plansFile(folder), plans);
      return saved.flatMap(({ plan }) => resourceChanges(plan).map(({ address }) => address));
    };

    let milliseconds = 0;
    let killed = 0;

    it("takes some time if it is not killed", async () => {
      const folder = join(root, "whole");
      await save(2, folder);
      const started = Date.now();
      expect(await start(folder).ended).toBe(0);
      milliseconds = Date.now() - started;
    }, 300_000);

    // Each has another version of the passwords; the last one is the delivered one.
    it.each([3, 4, 5, 6, 1])(
      "leaves a state of which a plan tells the truth, and the next apply goes on (to version %i)",
      async (version) => {
        const [folder, later] = [join(root, `${version}`), join(root, `${version}-later`)];
        const reviewed = await save(version, folder);
        const { child, ended } = start(folder);
        const moment = Math.round(Math.random() * 0.9 * milliseconds);
        await Promise.race([sleep(moment), ended]);
        kill(child);
        await ended;
        killed += child.signalCode === "SIGKILL" ? 1 : 0;
        const when = `killed after ${moment} ms of ${milliseconds}`;
        const left = await save(version, later);
        expect([when, left.filter((address) => !reviewed.includes(address))]).toEqual([when, []]);
        await goOn(folder);
        expect([when, await save(version, later)]).toEqual([when, []]);
      },
      300_000,
    );

    it("was killed before its end in most cases", () => {
      expect(killed).toBeGreaterThanOrEqual(3);
    });
  });
}
