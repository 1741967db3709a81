import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { z } from "zod";
import { projectPath } from "../modules/kit/project-path";
import { UserError } from "./user-error";

/** A JSON file that the commands of this project keep in the ignored folder. */
export interface JsonFile<T> {
  /** Absolute path. */
  readonly path: string;
  /** What the file holds. */
  readonly schema: z.ZodType<T>;
  /** What the user does where the file is damaged, such as "npm run local -- --stop". */
  readonly remedy: string;
}

/**
 * Reads a file; nothing where there is none.
 *
 * @throws {UserError} with one line where the file is damaged: its path, what is wrong, the remedy.
 */
export function readJsonFile<T>({ path, schema, remedy }: JsonFile<T>): T | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  const damaged = (problem: string) =>
    new UserError(`${relative(projectPath(), path)} is damaged: ${problem}; remedy: ${remedy}`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw damaged("it is not JSON");
  }
  const { data, error } = schema.safeParse(content);
  if (error) {
    const [issue] = error.issues;
    throw damaged(`${issue?.path.join(".") || "the document"}: ${issue?.message ?? "not accepted"}`);
  }
  return data;
}

/** Writes a file whole or not at all: a reader never finds half of it. */
export function writeJsonFile<T>({ path }: JsonFile<T>, content: T): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
