import { App } from "cdktf";
import { ConfigurationError, readConfiguration } from "./config";
import { addStacks } from "./stacks";

try {
  const configuration = readConfiguration();
  const app = new App();
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
