import { Fn } from "cdktf";

/** Values of the add-on `vpc-cni`. https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html */
interface VpcCni {
  /** Whether the nodes enforce NetworkPolicies: a string. Without it, they have no effect. */
  readonly enableNetworkPolicy: "true" | "false";
}

const json = <T extends object>(values: T): string => Fn.jsonencode(values);

/**
 * Configuration of the EKS add-ons, by the name of the add-on. What an add-on accepts:
 * `aws eks describe-addon-configuration --addon-name vpc-cni --addon-version v1.21.1-eksbuild.3`.
 */
export const addonConfigurations = (): Record<string, string> => ({
  "vpc-cni": json<VpcCni>({ enableNetworkPolicy: "true" }),
});
