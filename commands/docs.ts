import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { readConfiguration } from "../config";
import { stageSchema } from "../config/schema";
import { projectPath } from "../modules/kit/project-path";
import { architecturePage } from "../plan/architecture/page";
import { changesPage } from "../plan/changes-page";
import { costsPage } from "../plan/cost/page";
import { command, runMain } from "./program";

/** The pages of docs/ that are made from the code, by their path. */
export const pages = (): Record<string, string> => ({
  "docs/architecture.md": architecturePage(readConfiguration()),
  "docs/changes.md": changesPage(stageSchema),
  "docs/costs.md": costsPage(readConfiguration()),
});

/** `npm run docs`: writes the pages of docs/ that are made from the code. */
export function docsCommand(): Command {
  return command("docs", "Write the pages of docs/ that are made from the code.").action(() =>
    runMain(() => {
      for (const [path, text] of Object.entries(pages())) {
        writeFileSync(projectPath(path), text);
        console.log(path);
      }
      return 0;
    }),
  );
}
