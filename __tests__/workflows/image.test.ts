import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { accounts } from "../../config/accounts";
import { projectPath } from "../../modules/kit/project-path";
import { hasActionlint, mistakesIn } from "./actionlint";
import type { Job, Step } from "./files";

interface ImageWorkflow {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<
        Record<
          string,
          { readonly description: string; readonly required?: boolean; readonly default?: string }
        >
      >;
      readonly secrets: Readonly<Record<string, { readonly required: boolean }>>;
      readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    };
  };
  readonly jobs: Readonly<Record<"build" | "push", Job & Required<Pick<Job, "permissions" | "outputs">>>>;
}

interface Caller {
  readonly on: { readonly push: { readonly branches: string[]; readonly tags: string[] } };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: Readonly<Record<string, string>>;
        readonly uses: string;
        readonly with: Readonly<Record<string, string>>;
      }
    >
  >;
}

const workflow = parse(
  readFileSync(projectPath(".github", "workflows", "image.yml"), "utf8"),
) as ImageWorkflow;
const { build, push } = workflow.jobs;
const { inputs, outputs, secrets } = workflow.on.workflow_call;

/** What an image must pass, by job, in this order. */
const stations: Readonly<Record<"build" | "push", Readonly<Record<string, (step: Step) => boolean>>>> = {
  build: {
    "the image is built into a folder": (step) =>
      isOf(step, "docker/build-push-action") &&
      step.with?.["outputs"] === "type=oci,tar=false,dest=image" &&
      step.with["push"] === undefined,
    "its user is checked": ({ id, run }) => id === "check" && run?.endsWith("image.mjs check image") === true,
    "fixable HIGH and CRITICAL vulnerabilities fail": (step) =>
      isOf(step, "aquasecurity/trivy-action") &&
      step.with?.["input"] === "image" &&
      step.with["exit-code"] === "1" &&
      step.with["severity"] === "HIGH,CRITICAL" &&
      step.with["ignore-unfixed"] === true,
    "its parts are listed": (step) =>
      isOf(step, "aquasecurity/trivy-action") &&
      step.with?.["input"] === "image" &&
      step.with["format"] === "spdx-json" &&
      step.with["output"] === "sbom.spdx.json",
    "it is handed to the other job": (step) =>
      isOf(step, "actions/upload-artifact") &&
      step.with?.["name"] === "${{ steps.check.outputs.artifact }}" &&
      step.with["path"] === "image\nsbom.spdx.json\n",
  },
  push: {
    "it is taken from the other job": (step) =>
      isOf(step, "actions/download-artifact") &&
      step.with?.["name"] === "${{ needs.build.outputs.artifact }}",
    "the role is assumed": (step) => isOf(step, "aws-actions/configure-aws-credentials"),
    "the registry is opened": (step) => isOf(step, "aws-actions/amazon-ecr-login"),
    "the digest that was scanned is pushed": ({ run, env }) =>
      run?.endsWith("image.mjs push image") === true &&
      env?.["DIGEST"] === "${{ needs.build.outputs.digest }}" &&
      env["TAG"] === "${{ needs.build.outputs.tag }}",
    "this digest is signed": (step) => step.run?.startsWith("cosign sign ") === true && isOfDigest(step),
    "the list of parts is attested for it": (step) =>
      /^cosign attest .*--type spdxjson --predicate sbom\.spdx\.json /.test(step.run ?? "") &&
      isOfDigest(step),
    "it is said how to release it": ({ run, env }) =>
      run?.endsWith("image.mjs summary") === true && env?.["DIGEST"] === "${{ needs.build.outputs.digest }}",
  },
};

const isOf = ({ uses = "" }: Step, action: string) => uses.startsWith(`${action}@`);
const isOfDigest = ({ run = "", env }: Step) =>
  / --new-bundle-format .*"\$IMAGE"$/.test(run) &&
  env?.["IMAGE"]?.endsWith("/${{ inputs.repository }}@${{ needs.build.outputs.digest }}") === true;

/** The stations that the steps of a job do not pass, or not in order. */
function missed(job: "build" | "push", steps: readonly Step[]): string[] {
  let next = 0;
  return Object.entries(stations[job]).flatMap(([name, isStation]) => {
    const found = steps.findIndex((step, index) => index >= next && isStation(step));
    next = found < 0 ? next : found + 1;
    return found < 0 ? [name] : [];
  });
}

describe("the workflow that builds and pushes an image", () => {
  it("pushes only what was checked and scanned, and signs what it pushed", () => {
    expect([...missed("build", build.steps), ...missed("push", push.steps)]).toEqual([]);
    expect(push.needs).toBe("build");
    expect(build.outputs["digest"]).toBe("${{ steps.check.outputs.digest }}");
  });

  const needed = (["build", "push"] as const).flatMap((job) => {
    const steps = workflow.jobs[job].steps;
    return Object.entries(stations[job]).map(
      ([name, isStation]) => [name, job, steps.findIndex(isStation)] as const,
    );
  });

  it.each(needed)("would not be accepted without: %s, or with it elsewhere", (name, job, index) => {
    const { steps } = workflow.jobs[job];
    const others = steps.filter((_, at) => at !== index);
    expect(missed(job, others)).toEqual([name]);
    const [step] = steps.slice(index, index + 1);
    const isLast = index === Math.max(...needed.flatMap(([, of, at]) => (of === job ? [at] : [])));
    const elsewhere = isLast ? [step, ...others] : [...others, step];
    expect(missed(job, elsewhere as Step[])).not.toEqual([]);
  });

  it("has no step that may fail or be left out", () => {
    const steps = [...build.steps, ...push.steps];
    expect(steps.filter((step) => "if" in step || "continue-on-error" in step)).toEqual([]);
  });

  it("builds without a token of AWS, and runs nothing of the image where it has one", () => {
    expect(build.permissions).toEqual({ contents: "read" });
    expect(push.permissions).toEqual({ contents: "read", "id-token": "write" });
    const checkouts = push.steps.filter((step) => isOf(step, "actions/checkout"));
    expect(checkouts.map((step) => step.with?.["repository"])).toEqual(["${{ job.workflow_repository }}"]);
  });

  it("takes its script from the commit that the caller names", () => {
    const scripts = [...build.steps, ...push.steps].filter(
      (step) => step.with?.["path"] === "infrastructure",
    );
    expect(scripts.map((step) => step.with?.["ref"])).toEqual(Array(2).fill("${{ job.workflow_sha }}"));
  });

  it("uses each of its inputs and explains it", () => {
    const text = JSON.stringify(workflow.jobs);
    for (const [name, { description, required, default: byDefault }] of Object.entries(inputs)) {
      expect([name, text.includes(`inputs.${name}`)]).toEqual([name, true]);
      expect(description.length).toBeGreaterThan(10);
      expect(required === true).toBe(byDefault === undefined);
    }
    expect(Object.keys(secrets)).toEqual(["infrastructure_token"]);
    expect(Object.values(outputs).map(({ value }) => value)).toEqual([
      "${{ jobs.push.outputs.tag }}",
      "${{ jobs.push.outputs.digest }}",
    ]);
  });
});

describe("the workflow of the application's repository in docs/github.md", () => {
  const [, example = ""] =
    /```yaml\n(name: Image\n[\s\S]*?)```/.exec(readFileSync(projectPath("docs", "github.md"), "utf8")) ?? [];
  const caller = parse(example) as Caller;
  const [job] = Object.values(caller.jobs);

  it("calls the workflow of the repository of the configuration, with inputs that it has", () => {
    const [, repository] = /^(.*)\/\.github\/workflows\/image\.yml@\S+$/.exec(job?.uses ?? "") ?? [];
    expect(repository).toBe(accounts["nonprod"]?.delivery?.repository.name);
    const given = Object.keys(job?.with ?? {});
    expect(given.filter((name) => !(name in inputs))).toEqual([]);
    const required = Object.entries(inputs).flatMap(([name, input]) => (input.required ? [name] : []));
    expect(required.filter((name) => !given.includes(name))).toEqual([]);
    expect(job?.with["role"]).toBe(`arn:aws:iam::${accounts["nonprod"]?.id}:role/artist-github-image`);
  });

  it("gives the permissions that the jobs need, and runs where the role accepts it", () => {
    expect(job?.permissions).toEqual({ ...build.permissions, ...push.permissions });
    expect(caller.on).toEqual({ push: { branches: ["main"], tags: ["v*"] } });
  });

  (hasActionlint() ? it : it.skip)("is accepted by actionlint", () => {
    const copy = join(mkdtempSync(join(tmpdir(), "workflow-")), "image.yml");
    writeFileSync(copy, example);
    expect(mistakesIn([copy])).toEqual([]);
  });
});
