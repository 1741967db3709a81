import { readConfiguration, type Stage } from "../../config";
import { layers } from "../../modules/layers";
import { allStacks, configurations, stackOf } from "../support/prepared";
import { synthesize } from "../support/synthesis";
import type { Block, TerraformJson } from "../support/terraform-json";

const awsProvider = (stack: TerraformJson) => stack.json["provider"]?.["aws"]?.[0] as Block;

describe.each(configurations())("the stages of %s", (_, { configuration, stacks }) => {
  const { accounts, stages } = configuration;

  it("have a stack for each layer, and each account a bootstrap stack", () => {
    expect(Object.keys(stacks).sort()).toEqual(
      [
        ...Object.keys(accounts).map((account) => `${account}-bootstrap`),
        ...Object.keys(stages).flatMap((stage) => layers.map((layer) => `${stage}-${layer}`)),
      ].sort(),
    );
  });

  it.each(layers)("have the same resources in the layer %s", (layer) => {
    const production = stackOf(stacks, `production-${layer}`).addresses();
    for (const stage of Object.keys(stages)) {
      expect([stage, stackOf(stacks, `${stage}-${layer}`).addresses()]).toEqual([stage, production]);
    }
  });

  it("refuse every account except their own", () => {
    const expected = [
      ...Object.entries(accounts).map(([name, { id }]) => [`${name}-bootstrap`, id]),
      ...Object.entries(stages).flatMap(([stage, { account }]) =>
        layers.map((layer) => [`${stage}-${layer}`, accounts[account]?.id]),
      ),
    ];
    for (const [name = "", id] of expected) {
      expect([name, awsProvider(stackOf(stacks, name)).allowed_account_ids]).toEqual([name, [id]]);
    }
  });

  it("use emulators only in the account `emulator`", () => {
    for (const [stage, { account }] of Object.entries(stages)) {
      for (const layer of layers) {
        const isEmulated =
          awsProvider(stackOf(stacks, `${stage}-${layer}`)).shared_config_files !== undefined;
        expect([stage, isEmulated]).toEqual([stage, account === "emulator"]);
      }
    }
    for (const account of Object.keys(accounts)) {
      const provider = awsProvider(stackOf(stacks, `${account}-bootstrap`));
      expect([account, provider.shared_config_files !== undefined]).toEqual([
        account,
        account === "emulator",
      ]);
    }
  });

  it("have different names for resources whose names are unique in an account", () => {
    const named = {
      aws_cloudwatch_event_rule: "name",
      aws_cloudwatch_metric_alarm: "alarm_name",
      aws_db_instance: "identifier",
      aws_eks_cluster: "name",
      aws_iam_role: "name",
      aws_kms_alias: "name",
      aws_s3_bucket: "bucket",
      aws_sns_topic: "name",
      aws_sqs_queue: "name",
    };
    const names = Object.values(stacks).flatMap((stack) =>
      Object.entries(named).flatMap(([type, attribute]) =>
        Object.values(stack.resources(type)).map(
          (block) => `${awsProvider(stack).allowed_account_ids} ${type} ${block[attribute]}`,
        ),
      ),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe("the stage local", () => {
  const stacks = allStacks();
  /** Attributes of resources, including chart values, that differ between local and production. */
  function differences(layer: string): string[] {
    const found = new Set<string>();
    const compare = (path: string, one: Block, other: Block) => {
      if (one !== null && other !== null && typeof one === "object" && typeof other === "object") {
        const [ofOne, ofOther] = [one, other].map(
          (block) => new Map(Object.entries(block).map(([key, value]) => [normalized(key), value as Block])),
        ) as [Map<string, Block>, Map<string, Block>];
        for (const key of new Set([...ofOne.keys(), ...ofOther.keys()])) {
          compare(`${path}.${key}`, ofOne.get(key) as Block, ofOther.get(key) as Block);
        }
      } else if (normalize(one) !== normalize(other)) {
        found.add(path.slice(1));
      }
    };
    const resources = (stage: string) => stackOf(stacks, `${stage}-${layer}`).json["resource"];
    compare("", resources("local"), resources("production"));
    return [...found].sort();
  }

  /** Names, accounts, CIDRs and the paths of the administrators' roles differ by design. */
  const normalize = (value: unknown): string => normalized(String(JSON.stringify(value)));

  function normalized(text: string): string {
    return text
      .replaceAll(/\b(artist-)?(local|production)\b/g, "STAGE")
      .replaceAll(/123456789012|444455556666/g, "ACCOUNT")
      .replaceAll(/aws-reserved\/sso.amazonaws.com\/AWSReservedSSO_([A-Za-z]+)_[0-9a-f]+/g, "$1")
      .replaceAll(/10\.(10|30)\.0\.0/g, "CIDR");
  }

  it("differs from production only in sizes, retention and protection", () => {
    const differing = layers
      .flatMap((layer) => differences(layer))
      .filter((path) => !/\.values\.0$/.test(path));
    expect(differing).toEqual([
      "aws_db_instance.database.allocated_storage",
      "aws_db_instance.database.backup_retention_period",
      "aws_db_instance.database.deletion_protection",
      "aws_db_instance.database.instance_class",
      "aws_db_instance.database.max_allocated_storage",
      "aws_db_instance.database.multi_az",
      "aws_db_instance.database.skip_final_snapshot",
      "aws_efs_file_system.media.lifecycle.prevent_destroy",
      "aws_kms_key.data.lifecycle.prevent_destroy",
      "aws_s3_bucket.logs.force_destroy",
      "aws_secretsmanager_secret.api_keys.recovery_window_in_days",
      "aws_secretsmanager_secret.database_roles.recovery_window_in_days",
      "aws_secretsmanager_secret.grafana.recovery_window_in_days",
      "aws_cloudwatch_log_group.cluster_logs.retention_in_days",
    ]);
  });

  it("connects to its cluster with a kubeconfig, production with aws eks get-token", () => {
    const provider = (stage: string, name: string) =>
      stackOf(stacks, `${stage}-platform`).json["provider"]?.[name]?.[0] as Block;
    expect(Object.keys(provider("local", "helm").kubernetes).sort()).toEqual([
      "config_context",
      "config_path",
    ]);
    const { exec } = provider("production", "helm").kubernetes;
    expect(exec).toMatchObject({ api_version: "client.authentication.k8s.io/v1beta1", command: "aws" });
    expect(exec.args.slice(0, 3)).toEqual(["eks", "get-token", "--cluster-name"]);
    expect(provider("production", "kubernetes").exec[0]).toEqual(exec);
  });
});

describe("a zone that is removed from a stage", () => {
  const configuration = readConfiguration();
  const { production } = configuration.stages as Record<"production", Stage>;
  const availabilityZones = ["us-east-1b", "us-east-1a"];
  const stages = { production: { ...production, network: { ...production.network, availabilityZones } } };

  it("is left by the layers above, while the network layer has it still", () => {
    const made = synthesize({ ...configuration, stages });
    const layers = { data: ["database", "private"], cluster: ["private"], platform: ["private", "public"] };
    for (const [layer, tiers] of Object.entries(layers)) {
      const text = JSON.stringify(made[`production-${layer}`]?.json).replaceAll("\\", "");
      const subnets = [...text.matchAll(/outputs\.([a-z]+_subnet_ids\w*)(?:\["([^"]*)"\])?/g)];
      expect([...new Set(subnets.map(([, output, zone]) => `${output} ${zone}`))].sort()).toEqual(
        tiers.flatMap((tier) => ["a", "b"].map((letter) => `${tier}_subnet_ids_by_zone us-east-1${letter}`)),
      );
    }
  });
});
