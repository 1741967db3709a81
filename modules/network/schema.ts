import { z } from "zod";
import { cidr, pattern } from "../rules";

/** What a network is made from. Sizes and keys never depend on the order or the number of the zones. */
export const networkSchema = z.strictObject({
  /** Prefix of the names of all resources, such as `artist-production`. */
  name: pattern(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, "3 to 32 lower-case letters, digits and hyphens"),
  /** IPv4 CIDR block of the VPC, /16 to /20. Each zone takes 1/16 of it for private and 1/256 for public and database subnets. */
  cidr: cidr(16, 20),
  /** Availability zones, two to six. A zone's letter decides its share of the CIDR: adding one moves no existing subnet. */
  availabilityZones: z
    .array(
      pattern(
        /^[a-z]{2}(-[a-z]+)+-\d[a-h]$/,
        "names of availability zones, such as us-east-1a (letters a to h)",
      ),
    )
    .min(2)
    .max(6)
    .refine((zones) => new Set(zones).size === zones.length)
    .meta({ accepted: "two to six different availability zones" }),
  /**
   * NAT gateways: `none` (no way out to the internet), `one` (cheap, one zone's failure cuts all off) or `one-per-zone`.
   * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
   */
  natGateways: z.enum(["none", "one", "one-per-zone"]),
});

/** Configuration of {@link Network}. */
export type NetworkConfig = z.infer<typeof networkSchema>;
