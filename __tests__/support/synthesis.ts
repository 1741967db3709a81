import type { Configuration, LocalConnection } from "../../config";
import { synthesizedStacks } from "../../plan/synthesized-stacks";
import "./stack-traces";
import { TerraformJson } from "./terraform-json";

/** A connection of the stage `local` that does not exist. */
export const connection: LocalConnection = {
  emulator: { configFile: "/nonexistent/aws-config", profile: "emulator" },
  kubeconfig: { path: "/nonexistent/kubeconfig", context: "local" },
};

/** Synthesizes all stacks of a configuration. */
export const synthesize = (checked: Configuration): Record<string, TerraformJson> =>
  Object.fromEntries(
    Object.entries(synthesizedStacks(checked)).map(([name, json]) => [
      name,
      new TerraformJson(json as ConstructorParameters<typeof TerraformJson>[0]),
    ]),
  );
