import type { Command } from "commander";
import { writeArchives } from "../importable/archive";
import { writeModules } from "../importable/package";
import { projectPath } from "../modules/kit/project-path";
import { command, runMain } from "./program";

async function modules({ pack }: { pack?: boolean }): Promise<number> {
  const written = writeModules(projectPath("dist", "modules"));
  console.log(`${written.length} modules in dist/modules: ${written.map(({ path }) => path).join(", ")}`);
  if (pack) {
    const archives = writeArchives(projectPath("dist", "modules"), projectPath("dist", "archives"));
    console.log(`${archives.length} archives and SHA256SUMS in dist/archives`);
  }
  return 0;
}

/** `npm run modules`: writes the importable modules. */
export function modulesCommand(): Command {
  return command("modules", "Write the modules that other Terraform configurations import to dist/modules.")
    .option("--pack", "pack each one as an archive in dist/archives, with checksums")
    .action((options: { pack?: boolean }) => runMain(() => modules(options)));
}
