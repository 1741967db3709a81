import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../local/network";
import { projectPath } from "../../modules/kit/project-path";

const folder = mkdtempSync(join(tmpdir(), "access-"));
const endpointName = "0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com";

// The AWS CLI with its plugin: it forwards a port to the API server of this test. Its process ID is in a file.
const aws = `#!/usr/bin/env node
const { writeFileSync } = require("node:fs");
const net = require("node:net");
const args = process.argv.slice(2);
writeFileSync(process.env.AWS_CALLS, JSON.stringify({ pid: process.pid, args }));
if (process.env.AWS_FAILS) {
  console.error("\\nAn error occurred (TargetNotConnected) when calling the StartSession operation: i-0a is not connected.");
  process.exit(254);
}
const { localPortNumber } = JSON.parse(args[args.indexOf("--parameters") + 1]);
net
  .createServer((client) => {
    const server = net.connect(Number(process.env.API_PORT), "127.0.0.1");
    client.on("error", () => server.destroy()).pipe(server).on("error", () => client.destroy()).pipe(client);
  })
  .listen(Number(localPortNumber[0]), "127.0.0.1");
`;

let server: Server;
let serverNames: string[];
let certificateAuthority: string;

beforeAll(async () => {
  writeFileSync(join(folder, "aws"), aws);
  chmodSync(join(folder, "aws"), 0o755);
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const names = ["-subj", "/CN=test", "-addext", `subjectAltName=DNS:${endpointName}`];
  const files = ["-nodes", "-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...files, ...names], { stdio: "ignore" });
  certificateAuthority = readFileSync(certificate, "utf8");
  server = createServer({ key: readFileSync(key), cert: certificateAuthority }, (request, response) => {
    serverNames.push(String((request.socket as { servername?: string }).servername));
    response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

beforeEach(() => {
  serverNames = [];
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Starts a connection, as `npm run access` does after it has read the outputs of the stage. */
async function start(userCommand: readonly string[], env: Record<string, string> = {}) {
  const [port = 0] = await freePorts(1);
  const outputs = {
    cluster_name: `test-${port}`,
    cluster_endpoint: `https://${endpointName}`,
    cluster_certificate_authority_data: Buffer.from(certificateAuthority).toString("base64"),
    access_instance_id: "i-0a",
  };
  const parameters = [outputs, "us-east-1", port, userCommand].map((value) => JSON.stringify(value));
  const module = (name: string) => JSON.stringify(projectPath("build", "commands", `${name}.js`));
  const script = `require(${module("program")}).runMain(() => require(${module("access")}).connect(${parameters.join(", ")}))`;
  const calls = join(folder, `${port}.json`);
  const child = spawn(process.execPath, ["-e", script], {
    env: {
      ...process.env,
      PATH: `${folder}${delimiter}${process.env["PATH"]}`,
      API_PORT: String((server.address() as AddressInfo).port),
      AWS_CALLS: calls,
      ...env,
    },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  const call = () => JSON.parse(readFileSync(calls, "utf8")) as { pid: number; args: string[] };
  return { child, port, code, call, output: () => output };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function ended(pid: number): Promise<boolean> {
  for (let tries = 0; isAlive(pid) && tries < 100; tries++) {
    await sleep(50);
  }
  return !isAlive(pid);
}

const controlC = (child: ChildProcess) => process.kill(-Number(child.pid), "SIGINT");

describe("npm run access", () => {
  it("forwards a port through the instance, and runs a command that connects there", async () => {
    const script = "cat $KUBECONFIG; echo host=$TF_VAR_kubernetes_host config=$KUBECONFIG; exit 7";
    const { port, code, call, output } = await start(["sh", "-c", script]);
    expect(await code).toBe(7);
    const { args, pid } = call();
    expect(args.slice(0, -1)).toEqual([
      ...["ssm", "start-session", "--region", "us-east-1", "--target", "i-0a"],
      ...["--document-name", "AWS-StartPortForwardingSessionToRemoteHost", "--parameters"],
    ]);
    expect(JSON.parse(args.at(-1) ?? "")).toEqual({
      host: [endpointName.toLowerCase()],
      portNumber: ["443"],
      localPortNumber: [String(port)],
    });
    expect(output()).toContain(`server: https://127.0.0.1:${port}`);
    expect(output()).toContain(`tls-server-name: ${endpointName.toLowerCase()}`);
    expect(output()).toContain(`host=https://127.0.0.1:${port}`);
    expect(serverNames[0]).toBe(endpointName.toLowerCase());
    // Neither the session nor the kubeconfig of a port that is closed remains.
    expect(await ended(pid)).toBe(true);
    const [, config = ""] = /config=(\S+)/.exec(output()) ?? [];
    expect(existsSync(config)).toBe(false);
  });

  it("prints what to export, and ends its session at Ctrl-C", async () => {
    const { child, port, code, call, output } = await start([]);
    while (!output().includes("TF_VAR_kubernetes_host")) {
      expect(child.exitCode).toBeNull();
      await sleep(50);
    }
    expect(output()).toContain(`  export TF_VAR_kubernetes_host=https://127.0.0.1:${port}\n`);
    expect(isAlive(call().pid)).toBe(true);
    controlC(child);
    expect(await code).toBe(0);
    expect(await ended(call().pid)).toBe(true);
  });

  it("says why a session cannot be opened, and runs nothing", async () => {
    const { code, output } = await start(["sh", "-c", "echo ran"], { AWS_FAILS: "1" });
    expect(await code).toBe(1);
    expect(output()).toMatch(
      /aws ssm start-session: An error occurred \(TargetNotConnected\).* i-0a is not connected/,
    );
    expect(output()).not.toContain("ran\n");
  });

  it("reports a session that ends by itself", async () => {
    const { child, code, call, output } = await start([]);
    while (!output().includes("TF_VAR_kubernetes_host")) {
      expect(child.exitCode).toBeNull();
      await sleep(50);
    }
    process.kill(call().pid, "SIGTERM");
    expect(await code).toBe(1);
    expect(output()).toContain("the session has ended");
  });
});
