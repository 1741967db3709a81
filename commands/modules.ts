import type { Command } from "commander";
import { writeArchives } from "../importable/archive";
import { writeModules } from "../importable/package";
import { projectPath } from "../modules/kit/project-path";
import { command, runMain } from "./program";

/** Folder of the modules. */
export const modulesFolder = projectPath("dist", "modules");

/** Folder of their archives. */
export const archivesFolder = projectPath("dist", "archives");

/** Writes the modules, and with `pack` an archive of each one. */
export function writeAll({ pack }: { pack?: boolean }): void {
  const written = writeModules(modulesFolder);
  console.log(`${written.length} modules in dist/modules: ${written.map(({ path }) => path).join(", ")}`);
  if (pack) {
    const archives = writeArchives(modulesFolder, archivesFolder);
    console.log(`${archives.length} archives and SHA256SUMS in dist/archives`);
  }
}

/** `npm run modules`: writes the importable modules. */
export function modulesCommand(): Command {
  return command("modules", "Write the modules that other Terraform configurations import to dist/modules.")
    .option("--pack", "pack each one as an archive in dist/archives, with checksums")
    .action((options: { pack?: boolean }) =>
      runMain(() => {
        writeAll(options);
        return 0;
      }),
    );
}
