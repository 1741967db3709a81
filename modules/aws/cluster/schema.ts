import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import {
  cidr,
  distinctMap,
  extended,
  kubernetesMinor,
  logRetention,
  oneOf,
  principalArn,
  resourceName,
  ruled,
  securityGroupId,
  subnetIds,
  vpcId,
} from "../../kit/rules";
import { kubernetesVersion } from "../../versions";

/** What is accepted as the administrators of a cluster. */
export const administratorsAccepted = "two or more different ARNs of IAM roles or users";

/** CIDR block of clients of the endpoint. */
export const clientCidr = cidr(8, 32);

/** What a stage may choose of its cluster. */
export const clusterOptions = z.strictObject({
  administrators: distinctMap(principalArn, administratorsAccepted, 2)
    .meta({
      example: {
        platform: "arn:aws:iam::123456789012:role/Administrator",
        break_glass: "arn:aws:iam::123456789012:role/BreakGlass",
      },
    })
    .describe(
      "ARNs of the IAM principals that administer the cluster, by a name of your choice: at least two, in case one is lost. The creator has no access of its own",
    )
    .meta({
      changes: [
        { effect: "in place", when: "one is added", text: "The principal gets access" },
        { effect: "removal", when: "one is removed", text: "The principal loses access at once" },
      ],
    }),
  publicAccessCidrs: z
    .array(clientCidr)
    .default([])
    .describe("CIDR blocks that may connect to the public endpoint; an empty list makes the endpoint private")
    .meta({
      changes: [
        {
          effect: "in place",
          text: "EKS updates the endpoint for some minutes. Clients in blocks that are removed lose access",
        },
      ],
    }),
  privateAccessCidrs: z
    .record(z.string(), clientCidr)
    .default({})
    .meta({ example: { vpn: "10.0.0.0/8" } })
    .describe(
      "CIDR blocks that may connect to the private endpoint, such as that of a VPN, by a name of your choice; each needs a route into the VPC",
    )
    .meta({
      changes: [
        { effect: "in place", when: "one is added", text: "The clients get access" },
        { effect: "removal", when: "one is removed", text: "The clients lose access" },
      ],
    }),
  // The name is the description of a rule. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html
  privateAccessSecurityGroupIds: ruled(
    z.record(z.string(), securityGroupId),
    "names of 1 to 100 letters, digits, spaces and the characters _ . : / + = @ -",
    { kind: "keys", source: "^[\\w .:/+=@-]{1,100}$" },
  )
    .default({})
    .meta({ example: { vpn: "sg-0a1b2c3d" } })
    .describe(
      "IDs of security groups whose members may connect to the private endpoint, by a name of your choice",
    )
    .meta({
      changes: [
        { effect: "in place", when: "one is added", text: "The clients get access" },
        { effect: "removal", when: "one is removed", text: "The clients lose access" },
      ],
    }),
  logRetentionDays: logRetention.describe("How long the control plane's logs are kept, days").meta({
    changes: [
      { effect: "in place", when: "more", text: "Logs are kept longer from now on" },
      {
        effect: "in place",
        when: "less",
        text: "CloudWatch deletes the logs that are older",
        isOneWay: true,
      },
    ],
  }),
  supportType: oneOf("STANDARD", "EXTENDED")
    .default("STANDARD")
    .describe(
      "[Support after the end of standard support](https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html): `STANDARD`: EKS upgrades the cluster by itself; `EXTENDED`: it keeps its version for 12 more months, at a higher price",
    )
    .meta({
      changes: [
        {
          effect: "in place",
          text: "It applies from the end of standard support. EKS refuses `STANDARD` in extended support",
        },
      ],
    }),
});

/** Inputs of an EKS cluster that are not options. */
export const clusterInputs = {
  name: resourceName.describe(
    "Name of the cluster and prefix of what belongs to it, such as `artist-production`",
  ),
  kubernetesVersion: kubernetesMinor
    .default(kubernetesVersion)
    .describe(
      "[Kubernetes minor version](https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html)",
    ),
  vpcId: vpcId.describe("ID of the VPC"),
  subnetIds: subnetIds.describe(
    "IDs of the private subnets of the control plane's network interfaces, in at least two zones. Used only when the cluster is created, because [EKS accepts no other zones later](https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html)",
  ),
};

/** Inputs of an EKS cluster. */
export const clusterSchema = extended(clusterOptions, clusterInputs).describe(
  "An EKS control plane: encrypted secrets, all logs, private endpoint, access through access entries only",
);

/** Configuration of {@link Cluster}. */
export type ClusterConfig = z.infer<typeof clusterSchema>;

/** Outputs of a cluster. */
export const clusterContract = new Contract({
  cluster_name: text("Name of the EKS cluster"),
  cluster_version: text("Kubernetes version of the cluster"),
  cluster_endpoint: text("URL of the Kubernetes API server"),
  cluster_certificate_authority_data: text("CA certificate of the API server, base64"),
  cluster_endpoint_security_group_id: text(
    "ID of the security group of the private endpoint: a rule for port 443 in it admits other clients",
  ),
  cluster_security_group_id: text("ID of the security group that EKS creates for the cluster"),
});
