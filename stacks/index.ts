import type { App } from "cdktf";
import type { Configuration } from "../config";
import { BootstrapStack } from "./bootstrap-stack";
import { ClusterStack } from "./cluster-stack";
import { DataStack } from "./data-stack";
import type { StagePlace } from "./layer-stack";
import { NetworkStack } from "./network-stack";
import { PlatformStack } from "./platform-stack";

/** Adds a bootstrap stack for each account and the four layers of each stage. */
export function addStacks(app: App, { accounts, stages }: Configuration): void {
  for (const [accountName, account] of Object.entries(accounts)) {
    new BootstrapStack(app, { accountName, account, region: account.region });
  }
  for (const [stageName, stage] of Object.entries(stages)) {
    const account = accounts[stage.account];
    if (!account) {
      throw new Error(`${stageName}: no account ${stage.account}`); // checkConfiguration reports this
    }
    const place: StagePlace = {
      accountName: stage.account,
      account,
      region: stage.region,
      stageName,
      stage,
    };
    const network = new NetworkStack(app, place);
    const data = new DataStack(app, place, [network]);
    const cluster = new ClusterStack(app, place, [network]);
    new PlatformStack(app, place, [network, data, cluster]);
  }
}
