import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { projectPath } from "../../modules/kit/project-path";
import { hasActionlint, mistakesIn } from "./actionlint";
import { action, files, folder, nameOf, read, stagesInAws, workflows, type Step } from "./files";

const jobs = workflows.flatMap(([name, workflow]) =>
  Object.entries(workflow.jobs).map(([job, content]) => [`${name}: ${job}`, content, workflow] as const),
);
const prepareSteps = (parse(read(action)) as { readonly runs: { readonly steps: readonly Step[] } }).runs
  .steps;

const { scripts } = JSON.parse(read(projectPath("package.json"))) as { scripts: Record<string, string> };

describe("the workflows of GitHub Actions", () => {
  it.each([...files, action].map((path) => [nameOf(path), read(path)]))(
    "%s uses actions by commit only, with the version beside it",
    (_, text) => {
      const used = [...text.matchAll(/uses: *(.*)/g)].map(([, reference = ""]) => reference);
      const pinned = /^(\.\/\.github\/actions\/prepare|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
      expect(used.filter((reference) => !pinned.test(reference))).toEqual([]);
    },
  );

  it.each(workflows)(
    "%s gives no permission by default except reading, and runs no code of strangers",
    (_, workflow) => {
      expect(workflow.permissions).toBeDefined();
      expect(Object.entries(workflow.permissions ?? {}).filter(([, access]) => access !== "read")).toEqual(
        [],
      );
      const dangerous = ["pull_request_target", "workflow_run", "issue_comment"];
      expect(Object.keys(workflow.on).filter((event) => dangerous.includes(event))).toEqual([]);
    },
  );

  it.each(jobs)("%s ends, and leaves no token in the checkout", (_, job) => {
    expect(job["timeout-minutes"]).toBeGreaterThan(0);
    // Only what pushes needs it.
    const pushes = job.permissions?.["contents"] === "write";
    const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false && !pushes)).toEqual([]);
  });

  it.each(jobs.filter(([, { permissions }]) => permissions?.["id-token"] === "write"))(
    "%s, which gets credentials of AWS, is not for forks, and writes nothing to a pull request",
    (_, job, { on }) => {
      if ("pull_request" in on) {
        expect(job.if).toBe("github.event.pull_request.head.repo.full_name == github.repository");
      }
      expect(job.permissions).not.toHaveProperty("pull-requests");
    },
  );

  it.each(jobs.filter(([, { strategy }]) => strategy?.matrix?.stage))(
    "%s is for each stage in AWS",
    (_, job) => {
      expect([...(job.strategy?.matrix?.stage ?? [])].sort()).toEqual(
        stagesInAws.map(([name]) => name).sort(),
      );
    },
  );

  it("plan.yml writes a comment whether there is a report or not: an earlier one would look as if it were of this commit", () => {
    const [, , plan] = jobs.find(([name]) => name.endsWith("plan.yml: comment")) ?? [];
    const job = plan?.jobs["comment"];
    expect(job?.if).toBe("!cancelled() && needs.plan.result != 'skipped'");
    const steps = job?.steps ?? [];
    const download = steps.findIndex(({ uses }) => uses?.startsWith("actions/download-artifact@"));
    expect(steps[download]).toMatchObject({ id: "report", "continue-on-error": true });
    const after = steps.slice(download + 1).map((step) => [step.if, /-- ([\w-]+)/.exec(step.run ?? "")?.[1]]);
    expect(after).toEqual([
      ["steps.report.outcome == 'success'", "comment"],
      ["steps.report.outcome != 'success'", "plan-failed"],
    ]);
  });

  const steps = [...jobs.flatMap(([, { steps: of }]) => of), ...prepareSteps].flatMap(({ run }) => run ?? []);

  const others = [
    /^cat plan\.out\/report\.md >> "\$GITHUB_STEP_SUMMARY"$/,
    /^npm audit --audit-level=high$/,
    // In the application's repository, nothing of this project is installed: image-script.test.ts.
    /^node infrastructure\/\.github\/image\.mjs (tag|check image|push image|summary)$/,
    /^cosign (sign|attest) [^\n]* "\$IMAGE"$/,
  ];
  it.each([...new Set(steps)])(
    "%j runs a command of this project, with values from the environment",
    (run) => {
      expect(run).not.toContain("${{");
      const [, script] = /^npm (?:run )?([\w:]+)/.exec(run) ?? [];
      const [, test] = /^npm test -- (\S+)$/.exec(run) ?? [];
      expect(test === undefined || existsSync(projectPath("__tests__", `${test}.test.ts`))).toBe(true);
      const isOther = others.some((other) => other.test(run));
      expect(isOther || scripts[script ?? ""] !== undefined).toBe(true);
    },
  );

  if (hasActionlint()) {
    it("are accepted by actionlint", () => {
      expect(mistakesIn(files)).toEqual([]);
    });

    it("give actions only inputs that they have", () => {
      const folder = mkdtempSync(join(tmpdir(), "workflows-"));
      // actionlint knows the inputs of actions by their tags.
      const mistakes = (changed: (text: string) => string) =>
        mistakesIn(
          files.map((path) => {
            const copy = join(folder, basename(path));
            const tagged = read(path).replaceAll(/@[0-9a-f]{40} # (v\d+)\.\S*/g, "@$1");
            writeFileSync(copy, changed(tagged));
            return copy;
          }),
        ).filter((mistake) => mistake.endsWith("[action]"));
      expect(mistakes((text) => text)).toEqual([]);
      expect(mistakes((text) => text.replaceAll("persist-credentials:", "persist:")).length).toBeGreaterThan(
        4,
      );
    });

    it("are read by actionlint, which names a mistake", () => {
      const copy = join(mkdtempSync(join(tmpdir(), "workflow-")), "plan.yml");
      writeFileSync(copy, read(join(folder, "plan.yml")).replace("matrix.stage }}", "matrix.stages }}"));
      expect(mistakesIn([copy]).join()).toContain('property "stages" is not defined');
    });
  } else {
    it.skip("are accepted by actionlint (not available: a Go module)", () => undefined);
  }
});
