import { App } from "cdktf";
import { ConfigurationError, readConfiguration } from "./config";
import { terraformVersion } from "./modules/versions";
import { addStacks } from "./stacks";

try {
  const configuration = readConfiguration();
  // Read by cdktf's fork alone: it checks what the stacks use against the Terraform that they are for.
  const app = new App({ context: { targetVersions: { terraform: terraformVersion } } });
  addStacks(app, configuration);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) {
    throw error;
  }
  for (const line of error.lines) {
    console.error(line);
  }
  process.exitCode = 1;
}
