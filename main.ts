import { App } from "cdktf";
import { ConfigurationError } from "./config";
import { configurationOfThisMachine } from "./local/configuration";
import { NeedsError } from "./modules/addons/needs";
import { withoutTokenTraces } from "./modules/kit/token-traces";
import { terraformVersion } from "./modules/versions";
import { addStacks } from "./stacks";

try {
  const configuration = configurationOfThisMachine();
  withoutTokenTraces(() => {
    // Only cdktf's fork reads this: it checks that the required Terraform version supports what the stacks use.
    const app = new App({ context: { targetVersions: { terraform: terraformVersion } } });
    addStacks(app, configuration);
    app.synth();
  });
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof NeedsError)) {
    throw error;
  }
  for (const line of error.lines) {
    console.error(line);
  }
  process.exitCode = 1;
}
