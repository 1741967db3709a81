import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { extended, resourceName, securityGroupId, subnetIds, vpcId } from "../../kit/rules";

/** What a stage may choose of its access instance. */
export const accessInstanceOptions = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .meta({ known: "it decides how many resources there are" })
    .describe(
      "Whether there is an access instance: a t4g.nano without inbound rules, keys or a public address",
    )
    .meta({
      changes: [
        { effect: "in place", when: "`true`", text: "The instance is made" },
        {
          effect: "removal",
          when: "`false`",
          text: "The instance is deleted. Sessions through it end; the private endpoint then needs another way into the VPC",
        },
      ],
    }),
});

/** Inputs of an access instance. */
export const accessInstanceSchema = extended(accessInstanceOptions, {
  name: resourceName.describe("Name of the instance, its role and its security group"),
  vpcId: vpcId.describe("ID of the VPC"),
  subnetIds: subnetIds.describe("IDs of private subnets with a route to the internet; the first one is used"),
  endpointSecurityGroupId: securityGroupId.describe(
    "ID of the security group of the cluster's endpoint, which gets a rule for the instance",
  ),
}).describe(
  "An instance through which administrators connect to a private endpoint of EKS, with Session Manager port forwarding",
);

/** Configuration of {@link AccessInstance}. */
export type AccessInstanceConfig = z.infer<typeof accessInstanceSchema>;

/** Outputs of an access instance. */
export const accessInstanceContract = new Contract({
  access_instance_id: text("ID of the access instance; null if there is none"),
});
