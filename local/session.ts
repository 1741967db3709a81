import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { localPath } from "../terraform/paths";

/** What the machine-local run decided, for everything that works on its stacks afterwards. */
export interface Session {
  /** Where the stage `local` takes the charts of others from; nothing where their repositories answer. */
  readonly chartMirror?: string;
  /** Source addresses of the providers that cannot be had: the platform is deployed without them. */
  readonly missingProviders: readonly string[];
  /** Environment variables for terraform and cdktf. */
  readonly variables: Readonly<Record<string, string>>;
}

const file = () => localPath("session.json");

/** What the last machine-local run decided; nothing before the first one. */
export function readSession(): Session | undefined {
  return existsSync(file()) ? (JSON.parse(readFileSync(file(), "utf8")) as Session) : undefined;
}

/** Keeps the decisions, and writes the variables as `.local/env.sh` for a shell to source. */
export function writeSession(session: Session): void {
  writeFileSync(file(), JSON.stringify(session, null, 2));
  const lines = Object.entries(session.variables).map(([name, value]) => `export ${name}='${value}'`);
  writeFileSync(localPath("env.sh"), `${lines.join("\n")}\n`);
}
