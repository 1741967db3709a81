import type { App } from "cdktf";
import type { Configuration } from "../config";
import { BootstrapStack } from "./bootstrap-stack";
import { ClusterStack } from "./cluster-stack";
import { DataStack } from "./data-stack";
import { NetworkStack } from "./network-stack";
import { placeOf } from "./place";
import { PlatformStack } from "./platform-stack";
import { literalTexts } from "./texts";

/** Adds a bootstrap stack for each account and the four layers of each stage. */
export function addStacks(app: App, checked: Configuration): void {
  const configuration = literalTexts(checked);
  for (const accountName of Object.keys(configuration.accounts)) {
    new BootstrapStack(app, accountName, configuration);
  }
  for (const stageName of Object.keys(configuration.stages)) {
    const place = placeOf(stageName, configuration);
    new NetworkStack(app, place);
    new DataStack(app, place);
    new ClusterStack(app, place);
    new PlatformStack(app, place);
  }
}
