import { catalog } from "../../importable/catalog";
import { asVariables } from "../../importable/examples";
import { moduleBlock } from "../../importable/readme";
import { projectPath } from "../../modules/kit/project-path";

/** Folder of the importable modules. */
export const modules = projectPath("dist", "modules");

/** A module block as a consumer writes it, made from values in TypeScript. */
export function call(path: string, values: Record<string, unknown>, label = "imported"): string {
  const entry = catalog.find((one) => one.path === path);
  if (!entry) {
    throw new Error(`no module ${path}`);
  }
  return `${moduleBlock(label, `${modules}/${path}`, asVariables(entry.module.schema, values))}\n`;
}
