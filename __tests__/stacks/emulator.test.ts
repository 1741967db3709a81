import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allStacks, providers, stackOf } from "../support/prepared";
import type { Block } from "../support/terraform-json";

const folder = mkdtempSync(join(tmpdir(), "emulator-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs terraform in the environment of a user's shell, with AWS credentials and a profile. */
function terraform(...args: string[]): string {
  const { stdout, stderr } = spawnSync("terraform", [...args, "-no-color", "-input=false"], {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...process.env,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: join(folder, "terraform.rc"),
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
      AWS_PROFILE: "production",
    },
  });
  return stdout + stderr;
}

describe("the stage local without its AWS configuration file", () => {
  // The connection of the tests names a file that does not exist.
  const { provider, terraform: settings } = stackOf(allStacks(), "local-network").json as Block;
  const refused = /failed to get shared config profile, emulator/;

  beforeAll(() => {
    writeFileSync(join(folder, "terraform.rc"), providers().cliConfig);
  });

  it("does not read its state from AWS", () => {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { backend: settings.backend } }));
    expect(terraform("init")).toMatch(refused);
  });

  it("does not call AWS", () => {
    const { required_providers } = settings;
    const data = { aws_caller_identity: { own: {} } };
    writeFileSync(
      join(folder, "main.tf.json"),
      JSON.stringify({ provider, data, terraform: { required_providers } }),
    );
    terraform("init", "-reconfigure");
    expect(terraform("plan")).toMatch(refused);
  }, 60_000);
});
