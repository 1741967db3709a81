import { z } from "zod";
import type { Change } from "../../kit/change";
import { Contract, text } from "../../kit/contract";
import {
  cidr,
  clientCidr,
  distinctList,
  distinctMap,
  extended,
  kmsKeyArn,
  kubernetesMinor,
  logRetention,
  namedClients,
  oneOf,
  principalArn,
  resourceName,
  ruled,
  securityGroupId,
  subnetIds,
  vpcId,
} from "../../kit/rules";
import { kubernetesVersion } from "../../versions";
import { roleInputs, taggedInputs } from "../common";

/** What is accepted as the administrators of a cluster. */
export const administratorsAccepted = "two or more different ARNs of IAM roles or users";

const changesOfClients: readonly Change[] = [
  { effect: "in place", when: "one is added", text: "The clients get access" },
  { effect: "removal", when: "one is removed", text: "The clients lose access" },
];

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
    .meta({ changes: changesOfClients }),
  privateAccessSecurityGroupIds: namedClients(securityGroupId)
    .default({})
    .meta({ example: { vpn: "sg-0a1b2c3d" } })
    .describe(
      "IDs of security groups whose members may connect to the private endpoint, by a name of your choice",
    )
    .meta({ changes: changesOfClients }),
  logRetentionDays: logRetention.describe("How long the control plane's logs are kept, days"),
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
  ...taggedInputs,
  ...roleInputs,
};

/** Logs of the control plane. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** Inputs of an EKS cluster that only users of the importable module have; a stage has the defaults. */
export const clusterModuleInputs = {
  kmsKey: z
    .strictObject({ arn: kmsKeyArn.describe("ARN of the key") })
    .optional()
    .describe(
      'KMS key that [encrypts the Kubernetes secrets](https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html), `{ arn = "…" }`. null: the module makes one. An object, so that the ARN may be that of a key that does not exist yet. The key of an existing cluster cannot be changed: another one replaces the cluster',
    ),
  additionalSecurityGroupIds: distinctList(
    securityGroupId,
    "up to four different IDs of security groups",
    0,
    4,
  )
    .default([])
    .meta({ example: ["sg-0a1b2c3d"] })
    .describe(
      "IDs of further security groups of the control plane's network interfaces, beside that of the private endpoint",
    ),
  enabledLogTypes: distinctList(
    oneOf(...logTypes),
    `different ones of ${logTypes.join(", ")}`,
    0,
    logTypes.length,
  )
    .default([...logTypes])
    .describe(
      "[Logs of the control plane](https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html) that EKS sends to CloudWatch",
    ),
  serviceIpv4Cidr: ruled(cidr(12, 24), "a block inside of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16", {
    kind: "pattern",
    source: "^(10[.]|172[.](1[6-9]|2[0-9]|3[01])[.]|192[.]168[.][0-9.]+/(1[6-9]|2[0-4])$)",
  })
    .meta({ example: "172.20.0.0/16" })
    .optional()
    .describe(
      "IPv4 CIDR block of the [addresses of Services](https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html), which must not overlap the VPC or networks that pods connect to. null: 10.100.0.0/16 or 172.20.0.0/16. Another one replaces the cluster",
    ),
};

/** Inputs of an EKS cluster. */
export const clusterSchema = extended(clusterOptions, { ...clusterInputs, ...clusterModuleInputs }).describe(
  "An EKS control plane: encrypted secrets, all logs, private endpoint, access through access entries only",
);

/** Configuration of {@link Cluster}. */
export type ClusterConfig = z.infer<typeof clusterSchema>;

/** Outputs of a cluster that a stage has as well. */
export const clusterStageOutputs = {
  cluster_name: text("Name of the EKS cluster"),
  cluster_version: text("Kubernetes version of the cluster"),
  cluster_endpoint: text("URL of the Kubernetes API server"),
  cluster_certificate_authority_data: text("CA certificate of the API server, base64"),
  cluster_endpoint_security_group_id: text(
    "ID of the security group of the private endpoint: a rule for port 443 in it admits other clients",
  ),
  cluster_security_group_id: text("ID of the security group that EKS creates for the cluster"),
};

/** Outputs of a cluster. */
export const clusterContract = new Contract({
  ...clusterStageOutputs,
  cluster_arn: text("ARN of the cluster"),
  cluster_oidc_issuer_url: text("URL of the OIDC issuer of the cluster, for IAM roles for service accounts"),
  cluster_platform_version: text("Platform version of EKS, such as `eks.4`"),
  cluster_role_arn: text("ARN of the IAM role of the control plane"),
  cluster_kms_key_arn: text("ARN of the KMS key that encrypts the Kubernetes secrets"),
  cluster_log_group_name: text("Name of the log group of the control plane"),
});
