import { execFileSync, spawnSync } from "node:child_process";
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
import { App, TerraformStack, TerraformVariable } from "cdktf";
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
const days = new TerraformVariable(stack, "days", { type: "number" });
new DataLayer(
  stack,
  "data",
  dataLayerSchema.parse({
    name: "consumer",
    logBucketName: "consumer-logs",
    secrets: { apiKeys: [] },
    // Tokens: a string, a list, a map and a number.
    vpcId: network.outputs.vpc_id,
    databaseSubnetIds: network.outputs.database_subnet_ids,
    privateSubnetIdsByZone: network.outputs.private_subnet_ids_by_zone,
    databaseClientSecurityGroupId: network.outputs.database_client_security_group_id,
    database: { backupRetentionDays: days.numberValue },
  }),
);
app.synth();
`;

/** Providers that are only for modules in the cluster: a consumer of the others need not install them. */
const optional = ["@cdktf/provider-helm", "@cdktf/provider-kubernetes"];

/** Installs the packed project in the node_modules of the consumer, with all libraries except the optional ones. */
function install(): void {
  const modules = join(folder, "node_modules");
  const listed = (path: string) =>
    readdirSync(projectPath("node_modules", path)).filter((entry) => !entry.startsWith("."));
  const libraries = listed("").flatMap((entry) =>
    entry === "@cdktf" ? listed(entry).map((inner) => `${entry}/${inner}`) : [entry],
  );
  mkdirSync(join(modules, name), { recursive: true });
  mkdirSync(join(modules, "@cdktf"));
  for (const library of libraries.filter((entry) => !optional.includes(entry))) {
    symlinkSync(projectPath("node_modules", library), join(modules, library));
  }
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: projectPath(),
    encoding: "utf8",
  });
  const archive = join(folder, packed.trim().split("\n").at(-1) ?? "");
  execFileSync("tar", ["-xzf", archive, "-C", join(modules, name), "--strip-components=1"]);
}

/** Ways in which TypeScript finds the files of a package. */
const resolutions = {
  "the resolution of Node.js": ["--module", "nodenext"],
  "the classic resolution of CommonJS": [
    "--module",
    "commonjs",
    "--moduleResolution",
    "node10",
    "--ignoreDeprecations",
    "6.0",
  ],
  "the resolution of bundlers": ["--module", "preserve", "--moduleResolution", "bundler"],
};

describe("the packed project", () => {
  const common = ["--target", "es2022", "--strict", "--skipLibCheck", "--types", "node"];
  const run = (...args: string[]) => {
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    return stdout + stderr;
  };
  beforeAll(() => {
    install();
    writeFileSync(join(folder, "main.ts"), consumer);
    writeFileSync(join(folder, "package.json"), "{}");
  }, 60_000);

  it.each(Object.entries(resolutions))(
    "gives typed constructs to a CDKTF project with %s",
    (kind, options) => {
      const tsc = projectPath("node_modules", "typescript", "bin", "tsc");
      expect(run(tsc, ...options, ...common, "--outDir", "out", "main.ts")).toBe("");
      if (kind === "the resolution of bundlers") {
        return; // A bundler runs the same files.
      }
      expect(run("out/main.js")).toBe("");
      const path = join(folder, "cdktf.out", "stacks", "theirs", "cdk.tf.json");
      const stack = new TerraformJson(JSON.parse(readFileSync(path, "utf8")));
      rmSync(path);
      expect(Object.values(stack.resources("aws_vpc"))).toEqual([
        expect.objectContaining({ cidr_block: "172.16.0.0/16" }),
      ]);
      const [database] = Object.values(stack.resources("aws_db_instance"));
      expect(database?.backup_retention_period).toBe("${var.days}");
      const [group] = Object.values(stack.resources("aws_db_subnet_group"));
      expect(group?.subnet_ids).toContain("aws_subnet.");
    },
    60_000,
  );

  it("contains constructs, schemas and charts, and nothing else", () => {
    const root = join(folder, "node_modules", name);
    expect(readdirSync(root).sort()).toEqual(["LICENSE", "README.md", "build", "charts", "package.json"]);
    expect(readdirSync(join(root, "build"))).toEqual(["modules"]);
  });
});
