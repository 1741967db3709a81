import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stage } from "../../config";
import { checkConfiguration } from "../../config/check";
import { configurationOfThisMachine } from "../../local/configuration";
import { findHelm } from "../../local/kubernetes/install";
import { releasesOf } from "../../local/offline/planned-releases";
import { environmentOf } from "../../local/stack-environment";
import { reviewOf, type Review, type Risk } from "../../plan/review";
import { planStacks } from "../../plan/stack-plans";
import { noInterrupts } from "../../terraform/interrupts";
import type { Block } from "../support/terraform-json";
import { inPairs, synthesized, type Stacks } from "./plans";

/** A block of a synthesized stack that a case changes. */
type Changed = Record<string, unknown>;

/** A change to what is deployed, and the risks that its review must have: all of them, and no others. */
interface Case {
  /** Another value of a field of the stage. */
  readonly stage?: (stage: Stage) => Partial<Stage>;
  /** A change of a block in a synthesized stack, as a change of the code would make it. */
  readonly code?: (blockOf: (stack: string, ...path: readonly string[]) => Changed) => void;
  readonly risks: readonly string[];
  /** The risks that are compared. @default all */
  readonly compared?: readonly Risk[];
}

const statementOf = (document: Changed, index: number) =>
  (document["statement"] as Changed[])[index] as Changed;

export const cases: Readonly<Record<string, Case>> = {
  "nothing at all": { risks: [] },
  "another instance class": {
    stage: ({ database }) => ({ database: { ...database, instanceClass: "db.t3.small" } }),
    risks: ["interruption aws_db_instance.database"],
  },
  "a shorter retention of backups": {
    stage: ({ database }) => ({ database: { ...database, backupRetentionDays: 1 } }),
    risks: ["protection aws_db_instance.database"],
  },
  "a zone less": {
    stage: ({ network }) => ({
      network: { ...network, availabilityZones: network.availabilityZones.slice(0, 2) },
    }),
    risks: [
      'destruction aws_eip.network_nat_address["us-east-1c"]',
      'destruction aws_efs_mount_target.media_mount_target["us-east-1c"]',
      'destruction aws_nat_gateway.network_nat["us-east-1c"]',
      'destruction aws_route.network_private_nat["us-east-1c"]',
      'destruction aws_route_table.network_private_routes["us-east-1c"]',
      'destruction aws_route_table_association.network_database_association["us-east-1c"]',
      'destruction aws_route_table_association.network_private_association["us-east-1c"]',
      'destruction aws_route_table_association.network_public_association["us-east-1c"]',
      'destruction aws_subnet.network_database["us-east-1c"]',
      'destruction aws_subnet.network_private["us-east-1c"]',
      'destruction aws_subnet.network_public["us-east-1c"]',
      'destruction aws_vpc_endpoint_route_table_association.network_s3_association["us-east-1c"]',
      "rolling aws_eks_node_group.nodes",
      "destruction local-network.database_subnet_ids_by_zone",
      "destruction local-network.private_subnet_ids_by_zone",
      "destruction local-network.public_subnet_ids_by_zone",
      "jobs helm_release.app",
      "jobs helm_release.app_base",
      "rolling helm_release.node_pool",
    ],
  },
  "a zone more": {
    stage: ({ network }) => ({
      network: { ...network, availabilityZones: [...network.availabilityZones, "us-east-1d"] },
    }),
    risks: [
      "rolling aws_eks_node_group.nodes",
      "jobs helm_release.app",
      "jobs helm_release.app_base",
      "rolling helm_release.node_pool",
    ],
  },
  "other instance types of the nodes": {
    stage: ({ cluster }) => ({
      cluster: { ...cluster, nodeGroup: { ...cluster.nodeGroup, instanceTypes: ["m6i.2xlarge"] } },
    }),
    risks: ["rolling aws_eks_node_group.nodes"],
  },
  "another image tag": {
    stage: ({ application }) => ({ application: { ...application, imageTag: "1.0.1" } }),
    risks: ["version helm_release.app", "rolling helm_release.app", "jobs helm_release.app"],
  },
  "a statement from one ARN to all": {
    code: (blockOf) => {
      const document = blockOf("local-platform", "data", "aws_iam_policy_document", "loki_policy");
      statementOf(document, 1)["resources"] = ["*"];
    },
    risks: ['access aws_iam_role_policy.loki_identity_policy["bucket"]'],
  },
  "a security group opened to the world": {
    code: (blockOf) => {
      const rules = blockOf("local-cluster", "resource", "aws_vpc_security_group_ingress_rule");
      rules["opened"] = {
        cidr_ipv4: "0.0.0.0/0",
        from_port: 443,
        to_port: 443,
        ip_protocol: "tcp",
        security_group_id: "${aws_security_group.cluster_endpoint.id}",
      };
    },
    risks: ["access aws_vpc_security_group_ingress_rule.opened"],
  },
  "another KMS key": {
    code: (blockOf) => {
      const keys = blockOf("local-data", "resource", "aws_kms_key");
      (keys["data"] as Changed)["multi_region"] = true;
    },
    compared: ["data", "interruption", "protection"],
    risks: ["data aws_db_instance.database", "data aws_efs_file_system.media", "data aws_kms_key.data"],
  },
  "a chart of another version": {
    code: (blockOf) => {
      blockOf("local-platform", "resource", "helm_release", "loki")["version"] = "18.12.0";
    },
    risks: ["version helm_release.loki"],
  },
  "a renamed construct without a moved block": {
    code: (blockOf) => {
      const text = JSON.stringify(blockOf("local-cluster"));
      const renamed = JSON.parse(
        text.replaceAll(/karpenter_queue(?=[".[])/g, "interruption_queue"),
      ) as Changed;
      Object.assign(blockOf("local-cluster"), renamed);
    },
    risks: [
      "data aws_sqs_queue.karpenter_queue",
      "destruction aws_sqs_queue_policy.karpenter_policy",
      'uncertain aws_iam_role_policy.karpenter_identity_policy["nodes"]',
      "uncertain aws_sqs_queue_policy.karpenter_policy",
    ],
  },
  "two stacks at once": {
    stage: ({ database, cluster }) => ({
      database: { ...database, logRetentionDays: 3 },
      cluster: { ...cluster, logRetentionDays: 3 },
    }),
    risks: [
      'protection aws_cloudwatch_log_group.database_logs["postgresql"]',
      'protection aws_cloudwatch_log_group.database_logs["upgrade"]',
    ],
  },
};

/** The stacks of a case. */
function stacksOf({ stage, code }: Case): Stacks {
  const base = configurationOfThisMachine();
  const local = base.stages["local"] as Stage;
  const configuration = checkConfiguration({
    accounts: { emulator: base.accounts["emulator"] },
    stages: { local: { ...local, ...stage?.(local) } },
  });
  const stacks = structuredClone(synthesized(configuration));
  code?.((stack, ...path) =>
    path.reduce<Changed>((block, name) => block[name] as Changed, stacks[stack] as Changed),
  );
  return stacks;
}

/** Reviews the plans of a case against the deployed stage. */
export async function reviewed(one: Case, deployed: Stacks, use: (review: Review) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "reviews-"));
  const configurations = new Map<string, Block>(Object.entries(stacksOf(one)));
  const isNothing = one.stage === undefined && one.code === undefined;
  try {
    const plans = await planStacks({
      configurations,
      isSelected: () => true,
      // Without a change, all stacks are planned: none has one.
      isAffected: (stack) =>
        isNothing || JSON.stringify(configurations.get(stack)) !== JSON.stringify(deployed[stack]),
      folder,
      flagsOf: () => [],
      env: environmentOf,
      report: () => undefined,
      interrupts: noInterrupts,
    });
    use(
      await reviewOf(plans, {
        configurationOf: (stack) => configurations.get(stack) ?? {},
        changesOf: releasesOf,
        renderingOf: (stack) => ({ helm: String(findHelm()), folder: join(folder, stack) }),
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Reviews a change of each kind of risk against the deployed stage. */
export function reviewTests(): void {
  describe("the review of a change", () => {
    const found = new Map<string, string[]>();
    beforeAll(async () => {
      const deployed = stacksOf({ risks: [] });
      await inPairs(Object.entries(cases), ([name, one]) =>
        reviewed(one, deployed, ({ stacks, risks }) => {
          const failed = stacks.flatMap(({ outcome, reason = "" }) =>
            outcome === "planned" ? [] : [reason],
          );
          const compared = risks.filter(({ risk }) => one.compared?.includes(risk) ?? true);
          found.set(name, [...failed, ...compared.map(({ risk, address }) => `${risk} ${address}`)]);
        }),
      );
    }, 1_800_000);

    it.each(Object.entries(cases))("has its risks, and no others: %s", (name, { risks }) => {
      expect([...new Set(found.get(name))].sort()).toEqual([...risks].sort());
    });
  });
}
