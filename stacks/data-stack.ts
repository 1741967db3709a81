import type { Construct } from "constructs";
import { apiKeyNames } from "../modules/app/api-keys";
import { DataLayer } from "../modules/layers/data";
import type { StagePlace } from "./layer-stack";
import { StageStack } from "./stage-stack";

/** What a stage remembers: database, secrets, logs. */
export class DataStack extends StageStack {
  constructor(scope: Construct, place: StagePlace, below: StageStack[]) {
    super(scope, "data", place, below);
    const network = this.outputsOf("network");
    this.publish(
      new DataLayer(this, "Default", {
        name: this.prefix,
        vpcId: network.vpc_id,
        databaseSubnetIds: network.database_subnet_ids,
        databaseClientSecurityGroupId: network.database_client_security_group_id,
        database: this.stage.database,
        logBucketName: `${this.prefix}-logs-${place.account.id}-${place.region}`,
        apiKeys: [...apiKeyNames],
        passwordVersion: 1,
      }),
    );
  }
}
