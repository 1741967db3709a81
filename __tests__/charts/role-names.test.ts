import { readFileSync } from "node:fs";
import { databaseRoles } from "../../modules/app/database-roles";
import { projectPath } from "../../modules/kit/project-path";

const read = (path: string) => readFileSync(projectPath("charts", "artist-base", path), "utf8");

/** The words of each match of a pattern. */
const names = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, words = ""]) => words.match(/\w+/g));

describe("the names of the database roles", () => {
  const expected = [...databaseRoles];

  it("are the same in the SQL that makes the roles", () => {
    const sql = read("files/database-roles.sql");
    expect(names(sql, /ARRAY\[(.*?)\]/g)).toEqual([expected]);
    expect(names(sql, /^\\password (\w+)$/gm)).toEqual(expected.map((role) => [role]));
    expect(names(sql, /^ALTER ROLE (\w+) LOGIN;$/gm)).toEqual(expected.map((role) => [role]));
  });

  it("are the same in the Job that sets the passwords, in their order", () => {
    const template = read("templates/database-roles.yaml");
    expect(names(template, /for role in (.*?); do/g)).toEqual([expected]);
    expect(names(template, /range list (".*")/g)).toEqual([expected]);
  });

  it("are the same in the values that the chart requires", () => {
    const schema = JSON.parse(read("values.schema.json"));
    expect(schema.properties.database.properties.roleSecrets.required).toEqual(expected);
  });
});
