import { isEmulated } from "../stacks/names";
import { terraformEnvironment } from "../terraform/terraform";
import { configurationOfThisMachine } from "./configuration";
import { readSources } from "./environment-file";

/** Environment variables of terraform for a stack; for an emulated one, with those of the last machine-local run. */
export function environmentOf(stack: string): NodeJS.ProcessEnv {
  if (!isEmulated(stack, configurationOfThisMachine())) {
    return terraformEnvironment();
  }
  const environment = terraformEnvironment(readSources()?.variables);
  // The SDK prefers these variables to the file that has the emulators' addresses.
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("AWS_")));
}
