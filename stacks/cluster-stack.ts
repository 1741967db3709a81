import type { Construct } from "constructs";
import { ClusterLayer } from "../modules/layers/cluster";
import { eksAddonVersions, kubernetesVersion } from "../modules/versions";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

/** The EKS cluster of a stage. */
export class ClusterStack extends StageStack {
  constructor(scope: Construct, place: StagePlace, below: StageStack[]) {
    super(scope, "cluster", place, below);
    const network = this.outputsOf("network");
    this.publish(
      new ClusterLayer(this, "Default", {
        ...this.stage.cluster,
        name: this.prefix,
        kubernetesVersion,
        subnetIds: network.private_subnet_ids,
        databaseClientSecurityGroupId: network.database_client_security_group_id,
        addonVersions: eksAddonVersions,
      }),
    );
  }
}
