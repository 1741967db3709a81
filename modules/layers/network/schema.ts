import type { z } from "zod";
import { domainContract, domainOptions } from "../../aws/domain/schema";
import { networkInputs, networkOptions, networkStageOutputs } from "../../aws/network/schema";
import { Contract } from "../../kit/contract";
import { extended } from "../../kit/rules";

/** What a stage may choose of its network. */
export const networkLayerOptions = extended(networkOptions, {
  domain: domainOptions.describe("The domain of the hosts of a stage"),
});

/** Inputs of the network layer of a stage. */
export const networkLayerSchema = extended(networkLayerOptions, networkInputs).describe(
  "The network of a stage: VPC, subnets, NAT gateways, the security group of database clients; hosted zone and certificate of its domain",
);

/** Configuration of {@link NetworkLayer}. */
export type NetworkLayerConfig = z.infer<typeof networkLayerSchema>;

/** Outputs of the network layer, for later layers and for other configurations. */
export const networkLayerContract = new Contract({ ...networkStageOutputs, ...domainContract.fields });
