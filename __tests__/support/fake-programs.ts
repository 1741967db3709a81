import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject } from "../../destroy/kubectl";

/** An object in the fake cluster: after its deletion it is listed this many times more; -1: it never goes. */
export type FakeObject = Partial<Omit<KubernetesObject, "spec">> &
  Pick<KubernetesObject, "kind" | "metadata"> & {
    readonly spec?: KubernetesObject["spec"];
    readonly lists?: number;
    /** ARN of the load balancer that the controller deletes with it. */
    readonly loadBalancer?: string;
  };

/** What the fake `aws` and `kubectl` know. */
export interface FakeState {
  readonly objects: readonly FakeObject[];
  /** Results of `aws`, by service and operation. An operation that is absent fails as AWS does. */
  readonly aws: Readonly<Record<string, unknown>>;
  /** Errors of calls that start with the key, for the first calls. */
  readonly failures?: Readonly<Record<string, { readonly message: string; readonly times: number }>>;
  /** Every call, in order. */
  readonly calls?: readonly string[];
}

/** What both programs begin with: the state, the call in it, and its failure. */
const start = (name: string) => `#!${process.execPath}
const { readFileSync, writeFileSync } = require("node:fs");
const file = require("node:path").join(__dirname, "state.json");
const state = JSON.parse(readFileSync(file, "utf8"));
const args = process.argv.slice(2).filter((arg) => !/^--(kubeconfig|context|request-timeout|region|output)/.test(arg) && !["json", "us-east-1"].includes(arg));
const call = ["${name}", ...args].join(" ");
state.calls = [...(state.calls ?? []), call];
const end = (code, text) => {
  writeFileSync(file, JSON.stringify(state));
  (code === 0 ? process.stdout : process.stderr).write(text);
  process.exitCode = code;
};
const failure = Object.entries(state.failures ?? {}).find(([prefix, { times }]) => call.startsWith(prefix) && times > 0)?.[1];
if (failure) failure.times -= 1;
`;

const kubectl = `${start("kubectl")}
const removed = (one) => one.metadata.deletionTimestamp !== undefined && one.lists === 0;
if (failure) {
  end(1, failure.message);
} else if (args[0] === "version") {
  end(0, '{"clientVersion": {"gitVersion": "v1.36.0"}}');
} else if (args[0] === "config") {
  end(0, JSON.stringify(state.kubeconfig));
} else if (args[0] === "get") {
  for (const one of state.objects) {
    if (one.metadata.deletionTimestamp !== undefined && one.lists > 0) one.lists -= 1;
  }
  for (const { loadBalancer } of state.objects.filter(removed)) {
    if (loadBalancer) state.aws["elbv2 describe-load-balancers"].LoadBalancers = [];
  }
  state.objects = state.objects.filter((one) => !removed(one));
  const kinds = args[1].split(",");
  const plural = ({ kind }) => kind.toLowerCase().replace(/ss$/, "sse") + "s";
  end(0, JSON.stringify({ items: state.objects.filter((one) => kinds.includes(plural(one))) }));
} else if (args[0] === "delete") {
  const one = state.objects.find(({ kind, metadata }) => kind.toLowerCase() === args[1] && metadata.name === args[2] && metadata.namespace === args[args.indexOf("--namespace") + 1]);
  if (one) {
    one.metadata.deletionTimestamp = "2026-11-27T00:00:00Z";
    one.lists ??= 0;
  }
  end(0, "");
} else {
  end(1, "unknown call " + call);
}
`;

const aws = `${start("aws")}
const operation = args.slice(0, 2).join(" ");
if (failure) {
  end(254, failure.message);
} else if (call.startsWith("aws --version")) {
  end(0, "aws-cli/2.31.0 Python/3.13.7 Linux/6.1 exe/x86_64");
} else if (operation === "elbv2 describe-tags") {
  const { TagDescriptions: all } = state.aws[operation];
  end(0, JSON.stringify({ TagDescriptions: all.filter(({ ResourceArn }) => args.includes(ResourceArn)) }));
} else if (operation in state.aws) {
  end(0, JSON.stringify(state.aws[operation]));
} else if (/^(delete|create|update)-/.test(args[1] ?? "")) {
  end(0, "");
} else {
  end(254, "An error occurred (ResourceNotFoundException) when calling " + operation);
}
`;

/** Writes a fake `aws` and a fake `kubectl` into a folder. They keep their state in a file beside them. */
export class FakePrograms {
  readonly aws: string;
  readonly kubectl: string;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    [this.aws, this.kubectl] = [
      ["aws", aws],
      ["kubectl", kubectl],
    ].map(([name = "", script = ""]) => {
      const path = join(folder, name);
      writeFileSync(path, script);
      chmodSync(path, 0o755);
      return path;
    }) as [string, string];
    this.state = { objects: [], aws: {} };
  }

  set state(state: FakeState & { readonly kubeconfig?: unknown }) {
    writeFileSync(join(this.folder, "state.json"), JSON.stringify(state));
  }

  get state(): FakeState {
    return JSON.parse(readFileSync(join(this.folder, "state.json"), "utf8")) as FakeState;
  }

  /** The calls whose text matches, in order. */
  calls(pattern: RegExp): string[] {
    return (this.state.calls ?? []).filter((call) => pattern.test(call));
  }
}
