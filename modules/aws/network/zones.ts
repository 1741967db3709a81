import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Fn, type TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import { isAbove, not, sizeOf } from "../../kit/terms";

/**
 * IDs of the zones that EKS refuses for the subnets of a control plane, by region. The name of such a zone, for example
 * `us-east-1e`, differs between accounts. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
const zoneIdsWithoutEks: Readonly<Record<string, readonly string[]>> = {
  "us-east-1": ["use1-az3"],
  "us-west-1": ["usw1-az2"],
  "ca-central-1": ["cac1-az3"],
};

/**
 * Lets a plan fail, before anything is created, if one of some zones is not a zone of the provider's region in this
 * account, is a local, Wavelength or opt-in zone, or is refused by EKS. The state of a zone is not considered: an
 * impaired zone must not stop the plans of what exists in it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
 */
export function usableZones(scope: Construct, zones: string[]): TerraformResourceLifecycle {
  const usable = new DataAwsAvailabilityZones(scope, "usable", {
    excludeZoneIds: Object.values(zoneIdsWithoutEks).flat(),
    filter: [
      { name: "opt-in-status", values: ["opt-in-not-required"] },
      { name: "zone-type", values: ["availability-zone"] },
    ],
  }).names;
  const refused = Fn.setsubtract(zones, usable);
  return {
    precondition: [
      {
        condition: not(isAbove(sizeOf(refused), 0)),
        errorMessage: Fn.format(
          "Not usable in this region and account: %s. EKS does not support every zone, and the names of the zones differ between accounts. Accepted availability zones: %s.",
          [Fn.join(", ", refused), Fn.join(", ", usable)],
        ),
      },
    ],
  };
}
