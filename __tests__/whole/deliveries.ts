import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectPath } from "../../modules/kit/project-path";
import { planFolder } from "../../plan/plans-file";
import { missingTools, tools } from "../../terraform/tools";
import { workflows } from "../workflows/files";

const images = projectPath("config", "images.json");
const jobs = workflows.find(([name]) => name.endsWith("/deploy.yml"))?.[1].jobs ?? {};

/** What the steps of a job run, as GitHub Actions would: in the stage of this machine, which needs no session to its cluster. */
function commandsOf(job: string): string[] {
  const commands = jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];
  return commands.map((run) => run.replace('npm run access -- "$STAGE" -- ', ""));
}

/** Deploys another image by the commands of the workflow, and the former one again. */
export function deliveryTests(): void {
  const missing = missingTools([tools.aws]);
  if (missing.length > 0) {
    it.skip(`the workflow that deploys (${missing.join()})`, () => undefined);
    return;
  }
  describe("the workflow that deploys", () => {
    const folder = mkdtempSync(join(tmpdir(), "deliveries-"));
    const before = readFileSync(images, "utf8");
    const [outputs, summary] = [join(folder, "outputs"), join(folder, "summary")];
    let digest = "";

    /** Runs the steps of a job; returns their output. */
    function run(job: string): string {
      writeFileSync(outputs, "");
      return commandsOf(job)
        .map((script) => {
          const { status, stdout, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", script], {
            cwd: projectPath(),
            encoding: "utf8",
            env: {
              ...process.env,
              ...{ STAGE: "local", DIGEST: digest, GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary },
            },
          });
          if (status !== 0) {
            throw new Error(`${script} exits with ${status}:\n${stdout}${stderr}`);
          }
          return `${stdout}${stderr}`;
        })
        .join("\n");
    }

    /** Plans, and stores the plans; returns their digest. */
    function planAndStore(): string {
      run("plan-staging");
      return /^digest=(.*)$/m.exec(readFileSync(outputs, "utf8"))?.[1] ?? "none";
    }

    function releaseImage(imageTag: string): void {
      const all = JSON.parse(before) as Record<string, object>;
      writeFileSync(images, JSON.stringify({ ...all, local: { ...all["local"], imageTag } }));
    }

    afterAll(() => {
      writeFileSync(images, before);
      rmSync(folder, { recursive: true });
    });

    it("plans, and stores the plans, of which another job gets only the digest", () => {
      releaseImage("1.0.2");
      digest = planAndStore();
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(readFileSync(summary, "utf8")).toContain("1.0.2");
    }, 600_000);

    it("applies exactly these plans, those in a cluster last", () => {
      rmSync(planFolder(), { recursive: true });
      const lines = run("deploy-staging").split("\n");
      const of = (text: string) => lines.findIndex((line) => line.includes(text));
      expect(of("local-data: nothing to apply")).toBeGreaterThan(0);
      expect(of("local-platform: applied")).toBeGreaterThan(of("local-data: applied before"));
    }, 900_000);

    it("has an empty digest if nothing changes, so that no job waits for an approval", () => {
      expect(planAndStore()).toBe("");
      expect(readFileSync(outputs, "utf8")).toBe("digest=\n");
    }, 600_000);

    it("goes back to the former image", () => {
      writeFileSync(images, before);
      digest = planAndStore();
      run("deploy-staging");
    }, 900_000);
  });
}
