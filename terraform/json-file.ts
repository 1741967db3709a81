import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { z } from "zod";
import { projectPath } from "../modules/kit/project-path";
import { UserError } from "./user-error";

/** A JSON file of this project's commands. */
export interface JsonFile<T> {
  /** Absolute path. */
  readonly path: string;
  /** Schema of the content. */
  readonly schema: z.ZodType<T>;
  /** What the user does if the file is damaged, such as "npm run local -- --stop". */
  readonly remedy: string;
}

/**
 * Reads a file; undefined if it does not exist.
 *
 * @throws {UserError} if the file is damaged, with one line: path, problem, remedy.
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

/** Writes a file atomically. */
export function writeJsonFile<T>({ path }: JsonFile<T>, content: T): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
