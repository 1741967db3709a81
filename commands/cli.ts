/** The command line of this project: `npm run <command> -- …`. */
import { Command } from "commander";
import { accessCommand } from "./access";
import { applyCommand } from "./apply";
import { bootstrapCommand } from "./bootstrap";
import { checkCommand } from "./check";
import { enginesCommand } from "./check-engines";
import { docsCommand } from "./docs";
import { driftCommand } from "./drift";
import { githubCommand } from "./github";
import { graphCommand } from "./graph";
import { localCommand } from "./local";
import { modulesCommand } from "./modules";
import { modulesDiffCommand } from "./modules-diff";
import { modulesReleaseCommand } from "./modules-release";
import { operationCommands } from "./operations";
import { planCommand } from "./plan";
import { releaseCommand } from "./release";
import { storedPlansCommands } from "./stored-plans";
import { synthCommand } from "./synth";
import { testCommands } from "./test";

const args = process.argv.slice(2);
const end = args.indexOf("--");
/** Arguments after `--`: options of terraform plan or jest, or the command of `access`. */
const passed = end < 0 ? [] : args.slice(end + 1);

const program = new Command("npm run")
  .description("Infrastructure of the AI Artist System.")
  .usage("<command> -- [options]")
  .helpCommand(false);
for (const command of [
  ...operationCommands(passed),
  planCommand(passed),
  ...storedPlansCommands(),
  applyCommand(),
  releaseCommand(),
  driftCommand(),
  bootstrapCommand(),
  accessCommand(passed),
  githubCommand(),
  localCommand(),
  synthCommand(),
  modulesCommand(),
  modulesDiffCommand(),
  modulesReleaseCommand(),
  docsCommand(),
  graphCommand(),
  checkCommand(),
  enginesCommand(),
  ...testCommands(passed),
]) {
  program.addCommand(command);
}
void program.parseAsync(end < 0 ? args : args.slice(0, end), { from: "user" });
