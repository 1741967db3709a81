import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { format } from "../../kit/terms";
import { nodeRole } from "../node-group/role";
import { tlsOnly } from "../tls-only";
import { applyCommon } from "../common";
import { nodeProvisioningContract, nodeProvisioningSchema, type NodeProvisioningConfig } from "./schema";

export * from "./schema";

/**
 * Events after which Karpenter replaces a node before AWS stops its instance.
 * https://karpenter.sh/docs/concepts/disruption/#interruption
 */
const interruptions = {
  source: ["aws.ec2", "aws.health"],
  "detail-type": [
    "AWS Health Event",
    "EC2 Capacity Reservation Instance Interruption Warning",
    "EC2 Instance Rebalance Recommendation",
    "EC2 Instance State-change Notification",
    "EC2 Spot Instance Interruption Warning",
  ],
};

/**
 * What Karpenter needs in AWS besides its own role. Its nodes have a role of their own: EKS removes the access of the role
 * of a managed node group together with the last group that has it, so other nodes with that role would lose the cluster.
 * https://docs.aws.amazon.com/eks/latest/userguide/delete-managed-node-group.html
 * https://karpenter.sh/docs/reference/cloudformation/
 */
export class NodeProvisioning extends Construct {
  static readonly schema = nodeProvisioningSchema;
  static readonly contract = nodeProvisioningContract;
  readonly outputs: ContractValues<typeof nodeProvisioningContract>;

  constructor(scope: Construct, id: string, config: NodeProvisioningConfig) {
    super(scope, id);
    const { name, clusterName } = config;
    const nodes = format("%s-karpenter-nodes", name);
    const { role, permissions } = nodeRole(this, nodes);
    // With a profile that exists, Karpenter needs no permission to make one.
    const profile = new IamInstanceProfile(this, "profile", {
      name: nodes,
      role: role.name,
      dependsOn: [permissions],
    });
    new EksAccessEntry(this, "access", {
      clusterName,
      principalArn: role.arn,
      type: "EC2_LINUX",
      dependsOn: [permissions],
    });
    const queue = this.queue(format("%s-karpenter", name));
    applyCommon(this, config);
    this.outputs = {
      karpenter_node_role_arn: role.arn,
      karpenter_node_role_name: role.name,
      karpenter_instance_profile_name: profile.name,
      karpenter_queue_name: queue.name,
      karpenter_queue_arn: queue.arn,
      karpenter_queue_url: queue.url,
    };
  }

  private queue(name: string): SqsQueue {
    const queue = new SqsQueue(this, "queue", {
      name,
      // An interruption is two minutes after its warning: older messages are of no use.
      messageRetentionSeconds: 300,
      sqsManagedSseEnabled: true,
    });
    const rule = new CloudwatchEventRule(this, "interruptions", {
      name,
      description: "Interruptions of instances, for Karpenter",
      eventPattern: JSON.stringify(interruptions),
    });
    const policy = new DataAwsIamPolicyDocument(this, "send", {
      statement: [
        {
          sid: "Events",
          actions: ["sqs:SendMessage"],
          principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
          resources: [queue.arn],
          condition: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [rule.arn] }],
        },
        tlsOnly(["sqs:*"], [queue.arn]),
      ],
    });
    const policyOfQueue = new SqsQueuePolicy(this, "policy", { queueUrl: queue.url, policy: policy.json });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      arn: queue.arn,
      dependsOn: [policyOfQueue],
    });
    return queue;
  }
}
