import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPlan, savePlan } from "../../terraform/operations";
import { terraformEnvironment } from "../../terraform/terraform";
import { allStacks, stackOf } from "../support/prepared";

const folder = mkdtempSync(join(tmpdir(), "cluster-address-"));
const stack = "staging-platform";

/** A plan or an apply with an address of the API server; undefined: without one. */
const runWith = (address: string | undefined) => ({
  stack,
  folder,
  env: terraformEnvironment(address === undefined ? {} : { TF_VAR_kubernetes_host: address }),
  report: () => undefined,
});

beforeAll(() => {
  const { variable: variables } = stackOf(allStacks(), stack).json;
  const command = 'printf %s "$ADDRESS" > address';
  const environment = { ADDRESS: "${var.kubernetes_host}" };
  const connection = { provisioner: [{ "local-exec": { command, environment } }] };
  const json = { variable: variables, resource: { terraform_data: { connection } } };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
  execFileSync("terraform", ["init"], { cwd: folder, env: terraformEnvironment() });
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ["without an address", undefined],
  ["with the address of another session", "https://127.0.0.1:4001"],
])(
  "a plan made %s is applied at the address of the apply",
  async (_, planned) => {
    await savePlan(runWith(planned), { flags: ["-replace=terraform_data.connection"] });
    await applyPlan(runWith("https://127.0.0.1:4002"));
    expect(readFileSync(join(folder, "address"), "utf8")).toBe("https://127.0.0.1:4002");
  },
  60_000,
);
