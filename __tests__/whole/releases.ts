import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import { planFolder, plansFile } from "../../plan/plans-file";
import { readJsonFile } from "../../terraform/json-file";

const file = projectPath("config", "images.json");

/** Runs a command of this project; returns its exit code and output. */
function run(...args: string[]): { readonly status: number | null; readonly output: string } {
  const cli = projectPath("build", "commands", "cli.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: projectPath(),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, output: `${stdout}${stderr}` };
}

/** What the saved plans change, by stack. */
const planned = () =>
  (readJsonFile(plansFile(planFolder()))?.stacks ?? []).map(({ stack, changes }) => [stack, changes]);

/** Releases another image to the deployed stage by the command, and the former one again. */
export function releaseTests(): void {
  describe("the release of another image", () => {
    const before = readFileSync(file, "utf8");
    const { imageTag } = (JSON.parse(before) as Record<string, { imageTag: string }>)["local"] ?? {};
    afterAll(() => writeFileSync(file, before));

    it("is refused with a tag that moves, and nothing is written", () => {
      const { status, output } = run("release", "--stage", "local", "--tag", "latest");
      expect([status, output]).toEqual([
        1,
        expect.stringContaining('local: application.imageTag: given "latest"; accepted: a semantic version'),
      ]);
      expect(readFileSync(file, "utf8")).toBe(before);
    });

    it("plans only the release of the application, applies it, and has then nothing to do", () => {
      const digest = `sha256:${"0a".repeat(32)}`;
      const made = run("release", "--stage", "local", "--tag", "1.0.1", "--digest", digest);
      expect([made.status, made.output]).toEqual([2, expect.stringContaining("helm_release.app")]);
      expect(planned()).toEqual([["local-platform", "1 to update"]]);
      const applied = run("apply", "--auto-approve");
      expect([applied.status, applied.output]).toEqual([
        0,
        expect.stringContaining("local-platform: applied"),
      ]);
      const again = run("release", "--stage", "local");
      expect([again.status, again.output]).toEqual([0, expect.any(String)]);
    }, 900_000);

    it("leaves a plan of the whole platform without changes", () => {
      const { status, output } = run("plan", "--stage", "local", "--layer", "platform");
      expect([status, output]).toEqual([0, expect.any(String)]);
    }, 300_000);

    it("goes back to the former image", () => {
      expect(run("release", "--stage", "local", "--tag", String(imageTag)).status).toBe(2);
      expect(run("apply", "--auto-approve").status).toBe(0);
      expect(readFileSync(file, "utf8")).toBe(before);
    }, 900_000);
  });
}
