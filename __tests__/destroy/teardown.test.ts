import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Teardown } from "../../commands/teardown";
import { noInterrupts } from "../../terraform/interrupts";
import { synthesize } from "../../terraform/stacks";
import { FakePrograms } from "../support/fake-programs";
import { captureConsole } from "../support/output";

// Each call starts a program, which takes long while all tests run.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "teardown-"));
const programs = new FakePrograms(folder);
const { PATH, KUBECONFIG } = process.env;
beforeAll(() => {
  // A drain reads the namespaces of the synthesized platform.
  synthesize();
  delete process.env["KUBECONFIG"];
});
beforeEach(() => {
  process.env["PATH"] = folder;
});
afterAll(() => {
  Object.assign(process.env, { PATH, ...(KUBECONFIG === undefined ? {} : { KUBECONFIG }) });
  rmSync(folder, { recursive: true });
});

const stacks = (...names: string[]) => names.map((name) => ({ name, dependencies: [] }));
const teardown = (...names: string[]) => new Teardown(stacks(...names), true, noInterrupts);
const all = ["staging-network", "staging-data", "staging-cluster", "staging-platform"];

describe("the programs that a destroy needs", () => {
  it("are named in one line each if they are missing, before anything is destroyed", () => {
    process.env["PATH"] = join(folder, "empty");
    expect(() => teardown(...all)).toThrow(
      /^AWS CLI was not found, >=1\.24 is required: it gets tokens of the cluster.*\nkubectl was not found, .*$/,
    );
    expect(() => teardown("staging-data")).toThrow(/^AWS CLI was not found[^\n]*$/);
  });

  it("are not needed for the stage on this machine, and for a bootstrap stack", () => {
    process.env["PATH"] = join(folder, "empty");
    expect(() => teardown("local-network", "local-platform", "prod-bootstrap")).not.toThrow();
  });
});

describe("a destroy of a stage", () => {
  const aws = {
    "sts get-caller-identity": { Account: "111122223333" },
    "eks describe-cluster": { cluster: { certificateAuthority: { data: "Y2E=" } } },
    "elbv2 describe-load-balancers": { LoadBalancers: [] },
    "elbv2 describe-target-groups": { TargetGroups: [] },
    "ec2 describe-volumes": { Volumes: [] },
    "ec2 describe-network-interfaces": { NetworkInterfaces: [] },
    "ec2 describe-security-groups": { SecurityGroups: [] },
    "logs describe-log-groups": { logGroups: [{ logGroupName: "/aws/eks/artist-staging/cluster" }] },
  };
  const { "eks describe-cluster": _, ...withoutCluster } = aws;
  const ingress = { kind: "Ingress", metadata: { namespace: "artist", name: "api" }, spec: {} };

  it("drains the platform and the cluster before Terraform, and nothing else", async () => {
    const one = teardown(...all);
    for (const stack of all) {
      programs.state = { objects: [ingress], aws };
      await captureConsole(() => one.beforeApply(stack));
      const wanted = stack === "staging-platform" ? 1 : 0;
      expect(programs.calls(/^kubectl delete ingress/)).toHaveLength(wanted);
      expect(programs.calls(/^kubectl get persistentvolumes/).length > 0).toBe(stack === "staging-cluster");
      expect(programs.calls(/update-kubeconfig/)).toHaveLength(/cluster|platform/.test(stack) ? 1 : 0);
    }
  });

  it("sweeps before the network, which could not be deleted otherwise, and at the end", async () => {
    const one = teardown(...all);
    for (const stack of all) {
      programs.state = { objects: [], aws: withoutCluster };
      await captureConsole(() => one.beforePlan(stack));
      expect(programs.calls(/delete-log-group/)).toHaveLength(stack === "staging-network" ? 1 : 0);
    }
    programs.state = { objects: [], aws: withoutCluster };
    const { lines } = await captureConsole(() => one.afterAll());
    expect(programs.calls(/delete-log-group/)).toHaveLength(1);
    expect(lines).toContain("staging: deleted log group /aws/eks/artist-staging/cluster");
    expect(lines.at(-1)).toBe("staging: images belong to the account's repositories, and stay");
  });
});
