import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Block } from "../support/terraform-json";
import { findPostgresql, PostgresqlServer, run, type Outcome } from "./postgresql";
import { baseValues, objectOf, render } from "./rendering";

const bin = findPostgresql();

const master = { username: "artist_master", password: "master-password" };
const passwords: Record<string, string> = { migrator: "m1grat0r", app: "appl1cat10n", readonly: "r3ad0nly" };

let server: PostgresqlServer;

/** Runs the container of the roles Job as the chart renders it, with its volumes as folders. */
function runRolesJob(certificate = server.certificate): Promise<Outcome> {
  const objects = render("artist-base", {
    ...baseValues,
    database: { ...baseValues.database, host: "localhost", port: server.port },
  });
  const [container] = objects.find(({ kind }) => kind === "Job")?.spec.template.spec.containers as Block[];
  const folder = (name: string) => {
    const path = join(server.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const files: Record<string, string> = objectOf(objects, "ConfigMap", "database-roles").data;
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder("sql"), name), text);
  }
  for (const [role, password] of Object.entries(passwords)) {
    writeFileSync(join(folder("secrets"), `${role}-password`), password);
  }
  const environment = Object.fromEntries(
    (container?.env as Block[]).map(({ name, value, valueFrom }) => [
      name as string,
      valueFrom
        ? { "master-username": master.username, "master-password": master.password }[
            valueFrom.secretKeyRef.key as string
          ]
        : value,
    ]),
  ) as Record<string, string>;
  const command = (container?.command as string[]).map((argument) =>
    argument.replaceAll("/sql/", `${folder("sql")}/`).replaceAll("/secrets/", `${folder("secrets")}/`),
  );
  return run(command, { ...environment, PGSSLROOTCERT: certificate });
}

/** Runs a statement as a role, with the connection settings of the application's pods. */
function runAs(
  role: string,
  statement: string,
  database = "artist",
  password = passwords[role] ?? "",
): Promise<Outcome> {
  return run(["psql", "--no-psqlrc", "--no-password", "--set=ON_ERROR_STOP=1", `--command=${statement}`], {
    PGHOST: "localhost",
    PGPORT: String(server.port),
    PGDATABASE: database,
    PGUSER: role,
    PGPASSWORD: password,
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: server.certificate,
  });
}

/** What each role may do (undefined) and may not do (what the server answers), with the objects that migrator created. */
const rights: [role: string, statement: string, refusal?: RegExp, database?: string][] = [
  ["migrator", "ALTER TABLE songs ADD COLUMN IF NOT EXISTS mood text"],
  ["migrator", "CREATE TABLE drafts (); DROP TABLE drafts"],
  ["migrator", "CREATE TEMPORARY TABLE scratch ()"],
  ["migrator", "CREATE SCHEMA other", /permission denied for database/],
  ["migrator", "CREATE DATABASE other", /permission denied to create database/],
  ["migrator", "CREATE ROLE other", /permission denied to create role/],
  ["migrator", "ALTER ROLE app PASSWORD 'stolen'", /(permission denied|must have)/],
  ["migrator", "SET ROLE artist_master", /permission denied to set role/],
  ["migrator", "SELECT 1", /permission denied for database/, "other_database"],
  ["migrator", "SELECT 1", /permission denied for database/, "postgres"],
  ["app", "INSERT INTO songs (title) VALUES ('Blue')"],
  ["app", "UPDATE songs SET title = 'Green'"],
  ["app", "SELECT * FROM songs, titles"],
  ["app", "SELECT restored FROM restored"],
  ["app", "SELECT song_count()"],
  ["app", "DELETE FROM songs"],
  ["app", "TRUNCATE songs", /permission denied for table/],
  ["app", "ALTER TABLE songs ADD COLUMN tempo int", /must be owner of table/],
  ["app", "DROP TABLE songs", /must be owner of table/],
  ["app", "CREATE TABLE mine ()", /permission denied for schema/],
  ["app", "CREATE TEMPORARY TABLE mine ()", /permission denied to create temporary tables/],
  ["app", "CREATE SCHEMA mine", /permission denied for database/],
  ["app", "CREATE DATABASE mine", /permission denied to create database/],
  ["app", "DROP DATABASE other_database", /must be owner of database/],
  ["app", "CREATE ROLE mine", /permission denied to create role/],
  ["app", "SET ROLE migrator", /permission denied to set role/],
  ["app", "SELECT 1", /permission denied for database/, "other_database"],
  ["app", "SELECT 1", /permission denied for database/, "postgres"],
  ["readonly", "SELECT * FROM songs, titles"],
  ["readonly", "INSERT INTO songs (title) VALUES ('Red')", /permission denied for table/],
  ["readonly", "DELETE FROM songs", /permission denied for table/],
  ["readonly", "SELECT nextval('songs_id_seq')", /permission denied for sequence/],
  ["readonly", "SELECT song_count()", /permission denied for function/],
  ["readonly", "CREATE TABLE mine ()", /permission denied for schema/],
  ["readonly", "SELECT 1", /permission denied for database/, "other_database"],
];

async function expectRights(): Promise<void> {
  for (const [role, statement, refusal, database] of rights) {
    const { status, output } = await runAs(role, statement, database);
    const answer = status === 0 ? "done" : output;
    expect([role, statement, answer]).toEqual([
      role,
      statement,
      refusal ? expect.stringMatching(refusal) : "done",
    ]);
  }
}

const reason = bin ? "" : " (not available: initdb and psql, on the PATH or in POSTGRES_BIN)";

(bin ? describe : describe.skip)(`the database roles, on a real PostgreSQL${reason}`, () => {
  jest.setTimeout(60_000);

  beforeAll(async () => {
    server = await PostgresqlServer.start(bin as string);
    // The master user of RDS: no superuser, and owner of all databases except those of Amazon.
    server.administer(
      "postgres",
      `CREATE ROLE ${master.username} LOGIN CREATEDB CREATEROLE PASSWORD '${master.password}'`,
      ...["postgres", "template1"].map((name) => `ALTER DATABASE ${name} OWNER TO ${master.username}`),
      ...["artist", "other_database"].map((name) => `CREATE DATABASE ${name} OWNER ${master.username}`),
    );
    // An object that the master user restored from a dump before the roles existed.
    server.administer("artist", `SET ROLE ${master.username}`, "CREATE TABLE restored (restored int)");
  });
  afterAll(() => server.stop());

  it("are created, and each has exactly its permissions", async () => {
    expect(await runRolesJob()).toMatchObject({ status: 0 });
    const made = await runAs(
      "migrator",
      "CREATE TABLE songs (id serial PRIMARY KEY, title text NOT NULL); CREATE VIEW titles AS SELECT title FROM songs;" +
        "CREATE FUNCTION song_count() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT count(*) FROM songs'",
    );
    expect(made).toMatchObject({ status: 0 });
    await expectRights();
  });

  it("have the same permissions after a second run, with the new passwords", async () => {
    const before = { ...passwords };
    passwords["app"] = "s3cond";
    expect(await runRolesJob()).toMatchObject({ status: 0 });
    await expectRights();
    expect((await runAs("app", "SELECT 1", "artist", before["app"])).output).toMatch(/authentication failed/);
  });

  it("lose permissions that were added by hand", async () => {
    server.administer(
      "artist",
      "GRANT ALL ON DATABASE artist TO PUBLIC",
      "GRANT ALL ON SCHEMA public TO PUBLIC",
      "GRANT CONNECT ON DATABASE other_database TO PUBLIC",
    );
    expect(await runAs("app", "CREATE TABLE mine (); DROP TABLE mine")).toMatchObject({ status: 0 });
    expect(await runRolesJob()).toMatchObject({ status: 0 });
    await expectRights();
  });

  it("are not created if the certificate of the server is not valid", async () => {
    const otherCertificate = join(server.folder, "other.crt");
    writeFileSync(
      otherCertificate,
      objectOf(render("artist-base", baseValues), "ConfigMap", "rds-ca-bundle").data["ca-bundle.pem"],
    );
    const { status, output } = await runRolesJob(otherCertificate);
    expect([status, output]).toEqual([2, expect.stringMatching(/certificate verify failed/)]);
  });

  it("have passwords that are not logged", () => {
    const log = server.readLog();
    expect(log).toContain("ALTER USER app PASSWORD 'SCRAM-SHA-256$");
    for (const password of [...Object.values(passwords), "appl1cat10n"]) {
      expect(log).not.toContain(password);
    }
  });
});
