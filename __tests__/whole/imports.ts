import { readFileSync } from "node:fs";
import { asVariables } from "../../importable/examples";
import { catalog } from "../../importable/catalog";
import { writeModules } from "../../importable/package";
import { moduleBlock } from "../../importable/readme";
import { readConfiguration } from "../../config";
import { apiKeyNames } from "../../modules/app/api-keys";
import { projectPath } from "../../modules/project-path";
import {
  addStack,
  Estate,
  hasClusterProviders,
  inOneForm,
  outputsOf,
  providersOf,
  type Change,
} from "./estate";

const modules = projectPath("dist", "modules");
const name = "artist-local";

/** A module block as a stranger writes it, with values as TypeScript has them. */
function call(path: string, values: Record<string, unknown>, label = "imported"): string {
  const entry = catalog.find((one) => one.path === path);
  if (!entry) {
    throw new Error(`no module ${path}`);
  }
  return `${moduleBlock(label, `${modules}/${path}`, asVariables(entry.module.schema, values))}\n`;
}

/** The configuration of the stage `local` for each layer, from what the deployed stacks tell. */
function layerConfigurations(): Record<string, Record<string, unknown>> {
  const { stages, accounts } = readConfiguration();
  const { local } = stages;
  const account = accounts["emulator"];
  if (!local || !account) {
    throw new Error("no stage local");
  }
  const [bootstrap, network, data, cluster] = [
    "emulator-bootstrap",
    ...["network", "data", "cluster"].map((l) => `local-${l}`),
  ].map(outputsOf);
  return {
    bootstrap: {
      project: "artist",
      stateBucketName: bootstrap.state_bucket_name,
      stateKeyAlias: "alias/artist-terraform-state",
      forceDestroy: true,
      registry: account.registry,
    },
    network: { name, ...local.network },
    data: {
      name,
      vpcId: network.vpc_id,
      databaseSubnetIds: network.database_subnet_ids,
      databaseClientSecurityGroupId: network.database_client_security_group_id,
      database: local.database,
      logBucketName: data.log_bucket_name,
      apiKeys: [...apiKeyNames],
      passwordVersion: 1,
    },
    cluster: {
      ...local.cluster,
      name,
      kubernetesVersion: cluster.cluster_version,
      subnetIds: network.private_subnet_ids,
      databaseClientSecurityGroupId: network.database_client_security_group_id,
    },
    platform: {
      name,
      region: local.region,
      accountId: account.id,
      clusterName: cluster.cluster_name,
      vpcId: network.vpc_id,
      kmsKeyArn: data.kms_key_arn,
      settings: local.platform,
      grafanaAdminSecretName: data.grafana_admin_secret_name,
      logBucketName: data.log_bucket_name,
      logBucketArn: data.log_bucket_arn,
      imageRepository: bootstrap.repository_urls["ai-artist-api"],
      database: {
        host: data.database_host,
        port: data.database_port,
        name: data.database_name,
        masterSecret: data.database_master_secret_arn,
        roleSecrets: data.database_role_secret_names,
        roleSecretsVersion: data.database_role_secrets_version,
        cidrs: network.database_subnet_cidrs,
      },
      apiKeySecrets: data.api_key_secret_names,
      loadBalancerCidrs: network.public_subnet_cidrs,
      application: local.application,
    },
  };
}

const stackOf = (layer: string) => (layer === "bootstrap" ? "emulator-bootstrap" : `local-${layer}`);

type Changes = Record<string, Change>;

/** Plans layers as stacks and as imported modules side by side, as if nothing had been deployed. */
function plansOf(layers: readonly string[]): Record<string, { stack: Changes; module: Changes }> {
  const configurations = layerConfigurations();
  const estate = new Estate().write(
    "providers.tf.json",
    providersOf(stackOf(layers.includes("platform") ? "platform" : "network")),
  );
  const blocks = layers.map((layer) => {
    addStack(estate, stackOf(layer));
    return `${call(`layers/${layer}`, configurations[layer] ?? {}, `module_${layer}`)}
module "stack_${layer}" {
  source = "./${stackOf(layer)}"
}
`;
  });
  const changes = Object.entries(estate.write("main.tf", blocks.join("\n")).init().plan());
  estate.remove();
  const below = (module: string): Changes =>
    Object.fromEntries(
      changes
        .filter(([address]) => address.startsWith(`module.${module}.`))
        .map(([address, change]) => [address.slice(`module.${module}.`.length), inOneForm(change)]),
    );
  return Object.fromEntries(
    layers.map((layer) => [layer, { stack: below(`stack_${layer}`), module: below(`module_${layer}`) }]),
  );
}

/** An estate of somebody else's: nothing of ours but the modules that it imports. */
const stranger = () => new Estate().write("providers.tf.json", providersOf("local-network"));

/** Tests of the importable modules against the environment that the whole estate is deployed in. */
export function importTests(): void {
  describe("the modules, imported by plain Terraform", () => {
    beforeAll(() => {
      writeModules(modules);
    });

    it("plan what the stacks plan, attribute by attribute", () => {
      const layers = [
        "bootstrap",
        "network",
        "data",
        "cluster",
        ...(hasClusterProviders() ? ["platform"] : []),
      ];
      if (!layers.includes("platform")) {
        process.stderr.write(
          "NOT COMPARED, for the providers helm and kubernetes cannot be had here: layers/platform\n",
        );
      }
      for (const [layer, { stack, module }] of Object.entries(plansOf(layers))) {
        expect([layer, Object.keys(stack).length > 10]).toEqual([layer, true]);
        expect(module).toEqual(stack);
      }
    });

    it("give a stranger a network that grows by a zone without moving a subnet", () => {
      const values = {
        name: "stranger",
        cidr: "172.20.0.0/18",
        availabilityZones: ["us-east-1a", "us-east-1b"],
      };
      const estate = stranger().write("main.tf", call("network", { ...values, natGateways: "none" }));
      estate.init().apply();
      expect(estate.plan()).toEqual({});
      const zones = [...values.availabilityZones, "us-east-1c"];
      estate.write("main.tf", call("network", { ...values, availabilityZones: zones, natGateways: "one" }));
      const changes = estate.plan();
      const destroyed = Object.entries(changes).filter(([, { actions }]) => actions.includes("delete"));
      expect(destroyed).toEqual([]);
      expect(Object.keys(changes)).toContain('module.imported.aws_subnet.network_private["us-east-1c"]');
      estate.apply();
      expect(estate.plan()).toEqual({});
      estate.destroy();
    });

    it("mix with what an estate has of its own, twice and in for_each, and adopt what was there", () => {
      const estate = stranger().write("main.tf", mixedEstate());
      estate.init().apply();
      expect(estate.plan()).toEqual({});
      const there = {
        "module.cluster.aws_eks_cluster.cluster": "stranger",
        "module.database.aws_db_instance.database": "stranger",
        'module.bucket["one"].aws_s3_bucket.bucket': "stranger-one",
      };
      estate.terraform("state", "rm", ...Object.keys(there));
      const blocks = Object.entries(there).map(([to, id]) => `import {\n  to = ${to}\n  id = "${id}"\n}\n`);
      estate.write("adopt.tf", blocks.join("\n"));
      expect(estate.plan()).toEqual({});
      estate.apply();
      estate.write("adopt.tf", "");
      expect(estate.plan()).toEqual({});
      estate.destroy();
    });

    it("adopt a network that was made by hand, as docs/adopting.md says", () => {
      const byHand = stranger().write("main.tf", networkByHand).init().apply();
      const { vpc, a, b } = byHand.outputs();
      const page = readFileSync(projectPath("docs", "adopting.md"), "utf8");
      const example = (/```hcl\n([^]*?)```/.exec(page)?.[1] ?? "")
        .replace("./modules/network", `${modules}/network`)
        .replace("vpc-0a1b2c3d", String(vpc))
        .replace("subnet-0a1b2c3d", String(a))
        .replace("subnet-0e5f6a7b", String(b));
      const estate = stranger().write("main.tf", example).init();
      const changes = Object.entries(estate.plan());
      const touched = changes.filter(([, { actions }]) => actions.includes("delete"));
      expect(touched).toEqual([]);
      const made = changes
        .filter(([, { actions }]) => actions.includes("create"))
        .map(([address]) => address);
      expect(made).not.toContain("module.network.aws_vpc.network");
      expect(made.filter((address) => address.includes("network_private["))).toEqual([]);
      estate.apply();
      expect(estate.plan()).toEqual({});
      estate.destroy();
      byHand.remove();
    });
  });
}

const networkByHand = `resource "aws_vpc" "own" {
  cidr_block = "172.22.0.0/16"
}

resource "aws_subnet" "own" {
  for_each          = { us-east-1a = "172.22.0.0/20", us-east-1b = "172.22.16.0/20" }
  vpc_id            = aws_vpc.own.id
  availability_zone = each.key
  cidr_block        = each.value
}

output "vpc" {
  value = aws_vpc.own.id
}

output "a" {
  value = aws_subnet.own["us-east-1a"].id
}

output "b" {
  value = aws_subnet.own["us-east-1b"].id
}
`;

/** A VPC by hand; in it our cluster with nodes, our database; two registries of ours; a bucket for each team. */
function mixedEstate(): string {
  const text = (value: string) => `\${${value}}`;
  const ids = ["a", "b"].map((zone) => text(`local.subnet_${zone}`));
  const key = text("module.key.arn");
  return [
    `resource "aws_vpc" "own" {
  cidr_block = "172.21.0.0/16"
}

resource "aws_subnet" "own" {
  for_each          = { us-east-1a = 0, us-east-1b = 1 }
  vpc_id            = aws_vpc.own.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(aws_vpc.own.cidr_block, 8, each.value)
}

locals {
  subnet_a = aws_subnet.own["us-east-1a"].id
  subnet_b = aws_subnet.own["us-east-1b"].id
}

resource "aws_security_group" "own" {
  name   = "own"
  vpc_id = aws_vpc.own.id
}

module "bucket" {
  for_each    = toset(["one", "two"])
  source      = "${modules}/bucket"
  name        = "stranger-\${each.key}"
  kms_key_arn = module.key.arn
}
`,
    call("encryption-key", { alias: "alias/stranger", description: "All of the stranger's" }, "key"),
    ...["first", "second"].map((label) =>
      call("registry", { repositories: [`${label}-image`], kmsKeyArn: key }, label),
    ),
    call(
      "cluster",
      {
        name: "stranger",
        subnetIds: ids,
        administrators: ["one", "two"].map((user) => `arn:aws:iam::123456789012:role/${user}`),
      },
      "cluster",
    ),
    call(
      "node-group",
      {
        name: "stranger-nodes",
        clusterName: text("module.cluster.cluster_name"),
        subnetIds: ids,
        securityGroupIds: [text("module.cluster.cluster_security_group_id")],
      },
      "nodes",
    ),
    call(
      "database",
      {
        name: "stranger",
        deletionProtection: false,
        vpcId: text("aws_vpc.own.id"),
        subnetIds: ids,
        clientSecurityGroupId: text("aws_security_group.own.id"),
        kmsKeyArn: key,
      },
      "database",
    ),
    call(
      "credentials",
      { names: { app: "stranger/app" }, kmsKeyArn: key, recoveryWindowDays: 0 },
      "credentials",
    ),
    call("secrets", { names: { KEY: "stranger/key" }, kmsKeyArn: key, recoveryWindowDays: 0 }, "secrets"),
    call(
      "cluster-addons",
      { clusterName: text("module.cluster.cluster_name"), versions: { coredns: "v1.13.2-eksbuild.1" } },
      "addons",
    ),
    call(
      "pod-identity",
      {
        name: "stranger-reader",
        clusterName: text("module.cluster.cluster_name"),
        namespace: "default",
        serviceAccount: "reader",
        policies: {
          read: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetCallerIdentity","Resource":"*"}]}',
        },
      },
      "reader",
    ),
  ]
    .join("\n")
    .replaceAll("$${", "${");
}
