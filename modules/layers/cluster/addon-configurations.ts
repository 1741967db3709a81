import { Fn } from "cdktf";

type Tags = Record<string, string>;

/** Values of the add-on `vpc-cni`. https://github.com/aws/amazon-vpc-cni-k8s/tree/master/charts/aws-vpc-cni */
interface VpcCni {
  /**
   * Whether the nodes enforce NetworkPolicies: a string. Without it, they have no effect.
   * https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
   */
  readonly enableNetworkPolicy: "true" | "false";
  readonly env: {
    /** Tags of the network interfaces that it adds to nodes, as JSON. */
    readonly ADDITIONAL_ENI_TAGS: string;
  };
}

/** Values of the add-on `aws-ebs-csi-driver`. https://github.com/kubernetes-sigs/aws-ebs-csi-driver/tree/master/charts/aws-ebs-csi-driver */
interface EbsCsiDriver {
  readonly controller: {
    /** Tags of the volumes that it makes for claims. */
    readonly extraVolumeTags: Tags;
  };
}

const json = <T extends object>(values: T): string => Fn.jsonencode(values);

/**
 * Configuration of the EKS add-ons, by the name of the add-on. What an add-on accepts:
 * `aws eks describe-addon-configuration --addon-name vpc-cni --addon-version v1.23.2-eksbuild.1`.
 */
export const addonConfigurations = (tags: Tags): Record<string, string> => ({
  "vpc-cni": json<VpcCni>({ enableNetworkPolicy: "true", env: { ADDITIONAL_ENI_TAGS: json(tags) } }),
  "aws-ebs-csi-driver": json<EbsCsiDriver>({ controller: { extraVolumeTags: tags } }),
});
