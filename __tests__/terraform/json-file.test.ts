import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../../terraform/json-file";

const folder = mkdtempSync(join(tmpdir(), "json-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = {
  path: join(folder, "file.json"),
  schema: z.strictObject({ ports: z.array(z.number()) }),
  remedy: "npm run local -- --stop",
};

describe("a JSON file of the local environment", () => {
  it("has the same content when it is read as when it was written, and leaves no temporary file", () => {
    expect(readJsonFile({ ...file, path: join(folder, "absent.json") })).toBeUndefined();
    writeJsonFile(file, { ports: [1, 2] });
    expect(readJsonFile(file)).toEqual({ ports: [1, 2] });
    expect(readdirSync(folder)).toEqual(["file.json"]);
  });

  it.each([
    ["truncated", '{"ports": [1', "it is not JSON"],
    ["of another type", '{"ports": ["a"]}', "ports.0: "],
    ["of another version", '{"ports": [], "hosts": []}', "the document: "],
  ])("that is %s is refused in one line with the remedy", (_, text, problem) => {
    writeFileSync(file.path, text);
    expect(() => readJsonFile(file)).toThrow(
      new RegExp(`^[^\\n]*file\\.json is damaged: ${problem}[^\\n]*; remedy: npm run local -- --stop$`),
    );
  });
});
