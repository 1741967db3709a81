import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** PostgreSQL refuses to run as root: then `nobody` runs it. */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** The result of a command. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** The folder with PostgreSQL's server programs: POSTGRES_BIN, or the one on the PATH that has them. */
export function findPostgresql(): string | undefined {
  const folders = process.env["POSTGRES_BIN"] ?? process.env["PATH"] ?? "";
  const folder = folders.split(delimiter).find((name) => name !== "" && existsSync(join(name, "initdb")));
  return folder !== undefined && spawnSync("psql", ["--version"]).status === 0 ? folder : undefined;
}

/** Runs a command without a terminal, as in a pod; returns its output. */
export function run(command: readonly string[], environment: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
      detached: true,
      env: { PATH: process.env["PATH"], ...environment },
    });
    let output = "";
    child.stdin.end();
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A PostgreSQL server of its own on 127.0.0.1, configured as on RDS: connections need TLS and a password. */
export class PostgresqlServer {
  /** Folder of all its files; removed by {@link stop}. */
  readonly folder = mkdtempSync(join(tmpdir(), "postgresql-"));
  /** Certificate of the server `localhost`, with which a client verifies it. */
  readonly certificate = join(this.folder, "server.crt");
  private readonly data = join(this.folder, "data");
  private readonly log = join(this.folder, "log");

  private constructor(
    private readonly bin: string,
    readonly port: number,
  ) {}

  /** Creates and starts a server. */
  static async start(bin: string): Promise<PostgresqlServer> {
    const server = new PostgresqlServer(bin, await freePort());
    server.create();
    return server;
  }

  /** Runs statements as the superuser, which only Amazon has on RDS. */
  administer(database: string, ...statements: string[]): string {
    const commands = statements.flatMap((statement) => ["--command", statement]);
    const args = [
      "--no-psqlrc",
      "--tuples-only",
      "--no-align",
      "--quiet",
      "--set=ON_ERROR_STOP=1",
      ...commands,
    ];
    const address = ["--host", this.folder, "--port", String(this.port), "--username=rdsadmin"];
    return execFileSync("psql", [...address, ...args, database], { encoding: "utf8" }).trim();
  }

  /** What the server has logged. */
  readLog(): string {
    return readFileSync(this.log, "utf8");
  }

  /** Stops the server and removes its folder. */
  stop(): void {
    this.control("stop", "--mode=immediate");
    rmSync(this.folder, { recursive: true });
  }

  private create(): void {
    const key = join(this.folder, "server.key");
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"].concat([
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        key,
        "-out",
        this.certificate,
      ]),
      { stdio: "ignore" },
    );
    chmodSync(key, 0o600);
    if (user.uid !== undefined) {
      [this.folder, key].forEach((path) => chownSync(path, user.uid, user.gid));
    }
    const options = ["--username=rdsadmin", "--auth=trust", "--no-sync", `--pgdata=${this.data}`];
    execFileSync(join(this.bin, "initdb"), options, { ...user, stdio: "ignore" });
    writeFileSync(
      join(this.data, "pg_hba.conf"),
      "local all rdsadmin trust\nhostssl all all all scram-sha-256\n",
    );
    appendFileSync(
      join(this.data, "postgresql.conf"),
      [
        "listen_addresses = '127.0.0.1'",
        `port = ${this.port}`,
        `unix_socket_directories = '${this.folder}'`,
        "ssl = on",
        `ssl_cert_file = '${this.certificate}'`,
        `ssl_key_file = '${key}'`,
        "log_statement = 'all'",
        "fsync = off\n",
      ].join("\n"),
    );
    this.control("start", `--log=${this.log}`);
  }

  private control(action: string, option: string): void {
    execFileSync(join(this.bin, "pg_ctl"), [action, "--wait", option, `--pgdata=${this.data}`], {
      ...user,
      stdio: "ignore",
    });
  }
}
