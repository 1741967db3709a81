import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { projectPath } from "../../modules/kit/project-path";
import { configurationOf } from "../../config";
import { githubRolesSchema } from "../../modules/aws/github-roles/schema";
import { allStacks, stackOf } from "../support/prepared";
import { connection } from "../support/synthesis";
import { hasActionlint, mistakesIn } from "./actionlint";

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly "continue-on-error"?: boolean;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: string;
  readonly needs?: string | readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix?: { readonly stage?: readonly string[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Results of jobs, as the context `needs` has them. */
type Results = Readonly<Record<string, { readonly result: string; readonly outputs: object }>>;

const folder = projectPath(".github", "workflows");
const files = readdirSync(folder).map((name) => join(folder, name));
const action = projectPath(".github", "actions", "prepare", "action.yml");
const read = (path: string) => readFileSync(path, "utf8");
const nameOf = (path: string) => path.slice(projectPath().length + 1);

const workflows = files.map((path) => [nameOf(path), parse(read(path)) as Workflow] as const);
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
      const { accounts, stages } = configurationOf(connection);
      const inAws = Object.entries(stages).filter(([, { account }]) => !accounts[account]?.emulator);
      expect([...(job.strategy?.matrix?.stage ?? [])].sort()).toEqual(inAws.map(([name]) => name).sort());
    },
  );

  describe("that deploys", () => {
    const deploy = workflows.find(([name]) => name.endsWith("/deploy.yml"))?.[1].jobs ?? {};
    const withPrepare = ({ steps: of }: Job) =>
      of.find(({ uses }) => uses === "./.github/actions/prepare")?.with;
    const { accounts, stages } = configurationOf(connection);
    const inAws = Object.entries(stages).filter(([, { account }]) => !accounts[account]?.emulator);

    it("has two jobs for each stage in AWS, and production follows the others", () => {
      const production = inAws.filter(([, stage]) => stage.production).map(([name]) => name);
      const names = inAws.map(([name]) => name).filter((name) => !production.includes(name));
      expect(Object.keys(deploy)).toEqual(
        [...names, ...production].flatMap((stage) => [`plan-${stage}`, `deploy-${stage}`]),
      );
    });

    it.each(inAws.map(([stage]) => stage))(
      "applies to %s what its own job planned, as the environment in which it is approved, and one at a time",
      (stage) => {
        const [planning, applying] = [deploy[`plan-${stage}`], deploy[`deploy-${stage}`]] as [Job, Job];
        const digest = `needs.plan-${stage}.outputs.digest`;
        expect(planning.outputs).toEqual({ digest: "${{ steps.store.outputs.digest }}" });
        expect(planning.steps.find(({ id }) => id === "store")?.run).toBe('npm run plan:store -- "$STAGE"');
        expect(planning.environment).toBeUndefined();
        expect(withPrepare(planning)).toEqual({ stage });
        expect(withPrepare(applying)).toEqual({ stage, purpose: "deploy" });
        expect([planning.env, applying.env]).toEqual([
          { STAGE: stage },
          { STAGE: stage, DIGEST: `\${{ ${digest} }}` },
        ]);
        expect(applying).toMatchObject({ environment: stage, concurrency: `deploy-${stage}` });
        // It plans nothing, so that it applies only what was approved.
        const commands = applying.steps.flatMap(({ run }) => run ?? []);
        expect(commands.filter((run) => /npm run (plan|deploy|release)\b(?!:)/.test(run))).toEqual([]);
      },
    );

    const runs = ({ if: condition = "", needs }: Job, results: Results, github: object) => {
      const known = Object.fromEntries([needs ?? []].flat().map((job) => [job, results[job]]));
      const expression = condition.replace(/needs\.([\w-]+)/g, 'needs["$1"]');
      return runInNewContext(expression, { needs: known, github, cancelled: () => false }) as boolean;
    };
    const onMain = { ref: "refs/heads/main", run_attempt: 1 };
    const planned = (result: string, digest = "") => ({ result, outputs: { digest } });
    const ended = ["success", "failure", "cancelled", "skipped"];

    it.each(inAws.map(([stage]) => stage))("applies to %s only what a job has planned", (stage) => {
      const job = deploy[`deploy-${stage}`] as Job;
      const results = ended.flatMap((result) => [planned(result), planned(result, "0a")]);
      const applied = results.filter((result) => runs(job, { [`plan-${stage}`]: result }, onMain));
      expect(applied).toEqual([planned("success", "0a")]);
    });

    it("goes on with production only if staging has what was planned, or nothing was to be done", () => {
      const job = deploy["plan-production"] as Job;
      const results = ended.flatMap((result) =>
        [planned(result), planned(result, "0a")].flatMap((plan) =>
          ended.map((deployed) => [plan, deployed] as const),
        ),
      );
      const accepted = results.filter(([plan, deployed]) =>
        runs(job, { "plan-staging": plan, "deploy-staging": planned(deployed) }, onMain),
      );
      expect(accepted.filter(([{ outputs }]) => outputs.digest !== "")).toEqual([
        [planned("success", "0a"), "success"],
      ]);
      // Nothing to be done: the job that deploys is skipped.
      expect(accepted).toContainEqual([planned("success"), "skipped"]);
      expect(accepted.filter(([{ result }]) => result !== "success")).toEqual([]);
    });

    it.each(Object.entries(deploy))("%s runs on main only, and not when jobs run again", (_, job) => {
      const results = Object.fromEntries(Object.keys(deploy).map((name) => [name, planned("success", "0a")]));
      expect(runs(job, results, onMain)).toBe(true);
      expect(runs(job, results, { ...onMain, run_attempt: 2 })).toBe(false);
      if (!job.environment) {
        expect(runs(job, results, { ...onMain, ref: "refs/heads/feature" })).toBe(false);
      }
    });

    it("has credentials for as long as the roles allow", () => {
      const roles = stackOf(allStacks(), "nonprod-bootstrap").resources("aws_iam_role");
      const [longest] = Object.values(roles).flatMap(({ max_session_duration: seconds }) => seconds ?? []);
      expect(read(action)).toContain(
        `role-duration-seconds: \${{ inputs.purpose == 'deploy' && ${longest} || 3600 }}`,
      );
    });

    it("is in the file that the roles trust, and does not call another workflow", () => {
      expect(githubRolesSchema.shape.deployWorkflow.parse(undefined)).toBe("deploy.yml");
      expect(Object.values(deploy).filter((job) => "uses" in job)).toEqual([]);
    });
  });

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
