import { Command } from "commander";
import { writeArchives } from "../importable/archive";
import { writeModules } from "../importable/package";
import { projectPath } from "../modules/kit/project-path";
import { runMain } from "./main";

void runMain(async () => {
  const command = new Command("npm run modules --")
    .description("Writes the modules that other Terraform estates import into dist/modules.")
    .option("--pack", "pack each one as an archive in dist/archives, with checksums", false)
    .showHelpAfterError("(npm run modules -- --help says what is accepted)")
    .allowExcessArguments(false)
    .parse(process.argv);
  const written = writeModules(projectPath("dist", "modules"));
  console.log(`${written.length} modules in dist/modules: ${written.map(({ path }) => path).join(", ")}`);
  if (command.opts<{ pack: boolean }>().pack) {
    const archives = writeArchives(projectPath("dist", "modules"), projectPath("dist", "archives"));
    console.log(`${archives.length} archives and SHA256SUMS in dist/archives`);
  }
  return 0;
});
