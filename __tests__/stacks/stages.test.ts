import { layers } from "../../modules/layers";
import { stackOf, synthesize, type Block, type TerraformJson } from "../support/synthesis";

let stacks: Record<string, TerraformJson>;
beforeAll(() => {
  stacks = synthesize();
});

describe("the stages", () => {
  it("have the same shape: the same resources in each layer", () => {
    for (const layer of layers) {
      const production = stackOf(stacks, `production-${layer}`).addresses();
      expect(stackOf(stacks, `local-${layer}`).addresses()).toEqual(production);
      expect(stackOf(stacks, `staging-${layer}`).addresses()).toEqual(production);
    }
  });

  describe("local", () => {
    /** Attributes of resources, charts' values included, in which local and production differ. */
    function differences(layer: string): string[] {
      const found = new Set<string>();
      const compare = (path: string, one: Block, other: Block) => {
        if (one !== null && other !== null && typeof one === "object" && typeof other === "object") {
          for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
            compare(`${path}.${key}`, one[key], other[key]);
          }
        } else if (normalize(one) !== normalize(other)) {
          found.add(path.slice(1));
        }
      };
      const resources = (stage: string) => stackOf(stacks, `${stage}-${layer}`).json["resource"];
      compare("", resources("local"), resources("production"));
      return [...found].sort();
    }

    /** Names, accounts and CIDRs differ by design. */
    function normalize(value: unknown): string {
      return String(JSON.stringify(value))
        .replaceAll(/\b(artist-)?(local|production)\b/g, "STAGE")
        .replaceAll(/123456789012|444455556666/g, "ACCOUNT")
        .replaceAll(/10\.(10|30)\.0\.0/g, "CIDR");
    }

    it("differs from production in sizes and in what the machine cannot do", () => {
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
        "aws_s3_bucket.logs.force_destroy",
        "aws_secretsmanager_secret.api_keys.recovery_window_in_days",
        "aws_secretsmanager_secret.database_roles.recovery_window_in_days",
        "aws_secretsmanager_secret.grafana.recovery_window_in_days",
        "aws_cloudwatch_log_group.cluster_logs.retention_in_days",
      ]);
    });

    it("reaches its cluster by a kubeconfig, production by aws eks get-token", () => {
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

  it("refuse every account but their own", () => {
    const allowed = (stack: string) =>
      stackOf(stacks, stack).json["provider"]?.["aws"]?.[0].allowed_account_ids;
    expect(allowed("production-data")).toEqual(["444455556666"]);
    expect(allowed("staging-data")).toEqual(["111122223333"]);
    expect(allowed("local-data")).toEqual(["123456789012"]);
  });

  it("use the emulators in the account of the stage local alone", () => {
    for (const [name, stack] of Object.entries(stacks)) {
      const provider = stack.json["provider"]?.["aws"]?.[0] as Block;
      const emulated = name.startsWith("local-") || name === "emulator-bootstrap";
      expect([name, provider.shared_config_files !== undefined]).toEqual([name, emulated]);
    }
  });
});
