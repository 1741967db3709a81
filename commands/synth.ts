import type { Command } from "commander";
import { synthesize } from "../terraform/stacks";
import { command, runMain } from "./program";

/** `npm run synth`: writes the Terraform JSON of all stacks. */
export function synthCommand(): Command {
  return command("synth", "Write the Terraform JSON of all stacks to cdktf.out, and nothing else.").action(
    () =>
      runMain(async () => {
        console.log(`${synthesize().length} stacks in cdktf.out/stacks`);
        return 0;
      }),
  );
}
