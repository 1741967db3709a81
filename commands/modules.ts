import { Command } from "commander";
import { writeModules } from "../importable/package";
import { projectPath } from "../modules/project-path";
import { runMain } from "./main";

void runMain(async () => {
  new Command("npm run modules --")
    .description("Writes the modules that other Terraform estates import into dist/modules.")
    .showHelpAfterError("(npm run modules -- --help says what is accepted)")
    .allowExcessArguments(false)
    .parse(process.argv);
  const written = writeModules(projectPath("dist", "modules"));
  console.log(`${written.length} modules in dist/modules: ${written.map(({ path }) => path).join(", ")}`);
  return 0;
});
