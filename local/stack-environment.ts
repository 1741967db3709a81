import { isEmulated } from "../stacks/names";
import { terraformEnvironment } from "../terraform/terraform";
import { configurationOfThisMachine } from "./configuration";
import { readSources } from "./environment-file";

/** The environment of terraform for a stack: for an emulated one, with what the machine-local run decided. */
export function environmentOf(stack: string): NodeJS.ProcessEnv {
  if (!isEmulated(stack, configurationOfThisMachine())) {
    return terraformEnvironment();
  }
  const environment = terraformEnvironment(readSources()?.variables);
  // The SDK prefers these to the file that names the emulators.
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("AWS_")));
}
