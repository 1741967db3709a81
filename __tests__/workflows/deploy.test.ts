import { runInNewContext } from "node:vm";
import { githubRolesSchema } from "../../modules/aws/github-roles/schema";
import { allStacks, stackOf } from "../support/prepared";
import { action, read, stagesInAws, workflows, type Job } from "./files";

/** Results of jobs, as the context `needs` has them. */
type Results = Readonly<Record<string, { readonly result: string; readonly outputs: object }>>;

describe("the workflow that deploys", () => {
  const deploy = workflows.find(([name]) => name.endsWith("/deploy.yml"))?.[1].jobs ?? {};
  const withPrepare = ({ steps: of }: Job) =>
    of.find(({ uses }) => uses === "./.github/actions/prepare")?.with;

  it("has two jobs for each stage in AWS, and production follows the others", () => {
    const production = stagesInAws.filter(([, stage]) => stage.production).map(([name]) => name);
    const names = stagesInAws.map(([name]) => name).filter((name) => !production.includes(name));
    expect(Object.keys(deploy)).toEqual(
      [...names, ...production].flatMap((stage) => [`plan-${stage}`, `deploy-${stage}`]),
    );
  });

  it.each(stagesInAws.map(([stage]) => stage))(
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

  it.each(stagesInAws.map(([stage]) => stage))("applies to %s only what a job has planned", (stage) => {
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
