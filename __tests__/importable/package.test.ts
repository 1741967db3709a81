import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectPath } from "../../modules/kit/project-path";
import { TerraformJson } from "../support/terraform-json";

const folder = mkdtempSync(join(tmpdir(), "consumer-"));
const name = "ai-artist-infrastructure";
afterAll(() => rmSync(folder, { recursive: true }));

/** A CDKTF project of a consumer, with its own stack. */
const consumer = `import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { Network, networkSchema, type NetworkConfig } from "${name}/modules/aws/network";
import { DataLayer, dataLayerSchema } from "${name}/modules/layers/data";

const config: NetworkConfig = networkSchema.parse({
  name: "consumer",
  cidr: "172.16.0.0/16",
  availabilityZones: ["us-east-1a", "us-east-1b"],
});

const app = new App();
const stack = new TerraformStack(app, "theirs");
new AwsProvider(stack, "aws", { region: "us-east-1" });
const network = new Network(stack, "network", config);
const subnetIds: string[] = network.outputs.database_subnet_ids;
const data = dataLayerSchema.omit({
  vpcId: true,
  databaseSubnetIds: true,
  databaseClientSecurityGroupId: true,
  mediaSubnetIds: true,
});
new DataLayer(stack, "data", {
  ...data.parse({ name: "consumer", logBucketName: "consumer-logs", secrets: { apiKeys: [] } }),
  vpcId: network.outputs.vpc_id,
  databaseSubnetIds: subnetIds,
  mediaSubnetIds: network.outputs.private_subnet_ids_by_zone,
  databaseClientSecurityGroupId: network.outputs.database_client_security_group_id,
});
app.synth();
`;

/** Installs the packed project in the node_modules of the consumer. */
function install(): void {
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, name), { recursive: true });
  for (const library of readdirSync(projectPath("node_modules")).filter((entry) => !entry.startsWith("."))) {
    symlinkSync(projectPath("node_modules", library), join(modules, library));
  }
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: projectPath(),
    encoding: "utf8",
  });
  const archive = join(folder, packed.trim().split("\n").at(-1) ?? "");
  execFileSync("tar", ["-xzf", archive, "-C", join(modules, name), "--strip-components=1"]);
}

describe("the packed project", () => {
  it("gives typed constructs to a CDKTF project", () => {
    install();
    writeFileSync(join(folder, "main.ts"), consumer);
    writeFileSync(join(folder, "package.json"), "{}");
    const options = [
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--strict",
      "--skipLibCheck",
      "--types",
      "node",
    ];
    const tsc = projectPath("node_modules", "typescript", "bin", "tsc");
    const run = (...args: string[]) =>
      execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect(run(tsc, ...options, "main.ts")).toBe("");
    run("main.js");
    const path = join(folder, "cdktf.out", "stacks", "theirs", "cdk.tf.json");
    const stack = new TerraformJson(JSON.parse(readFileSync(path, "utf8")));
    expect(Object.values(stack.resources("aws_vpc"))).toEqual([
      expect.objectContaining({ cidr_block: "172.16.0.0/16" }),
    ]);
    expect(Object.keys(stack.resources("aws_db_instance"))).toHaveLength(1);
  }, 60_000);

  it("contains constructs, schemas and charts, and nothing else", () => {
    const root = join(folder, "node_modules", name);
    expect(readdirSync(root).sort()).toEqual(["LICENSE", "README.md", "build", "charts", "package.json"]);
    expect(readdirSync(join(root, "build"))).toEqual(["modules"]);
  });
});
