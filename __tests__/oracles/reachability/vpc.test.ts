import { configurationOf } from "../../../config";
import { checkConfiguration } from "../../../config/check";
import { connection, synthesize } from "../../support/synthesis";
import { deployed, type Deployed } from "../deployed";
import { internet, Vpc, type End } from "./vpc";

/** A VPN whose clients may connect to the private endpoint, beside the values of each stage. */
const vpn = "10.200.0.0/16";
const { accounts, stages } = configurationOf(connection);
const changed = Object.entries(stages).map(([name, stage]) => [
  name,
  { ...stage, cluster: { ...stage.cluster, privateAccessCidrs: [vpn], accessInstance: { enabled: true } } },
]);
const names = Object.keys(stages);

let found: Record<string, Deployed>;
beforeAll(() => {
  const configuration = checkConfiguration({ accounts, stages: Object.fromEntries(changed) });
  found = deployed(synthesize(configuration), names);
}, 120_000);

function endsOf(stage: Deployed) {
  const [cluster, template, database, mountTarget, access] = [
    stage.cluster["aws_eks_cluster.cluster"],
    stage.cluster["aws_launch_template.nodes_template"],
    stage.data["aws_db_instance.database"],
    Object.entries(stage.data).find(([address]) => address.startsWith("aws_efs_mount_target."))?.[1],
    stage.cluster["aws_instance.access_instance[0]"],
  ];
  const [clusterGroup = ""] = template.vpc_security_group_ids as string[];
  const vpc = new Vpc(stage, clusterGroup);
  return {
    vpc,
    ends: {
      internet,
      "load balancer": vpc.tier("public", ["load-balancer"]),
      node: vpc.tier("private", template.vpc_security_group_ids),
      "control plane": vpc.tier("private", [clusterGroup, ...cluster.vpc_config.security_group_ids]),
      database: vpc.tier("database", database.vpc_security_group_ids),
      media: vpc.tier("private", mountTarget?.["security_groups"]),
      "access instance": vpc.tier("private", access.vpc_security_group_ids),
      vpn: { cidrs: ["10.200.1.0/24"] },
      "another network": { cidrs: ["10.201.1.0/24"] },
    } satisfies Record<string, End>,
  };
}

type Name = keyof ReturnType<typeof endsOf>["ends"];

const flows: [from: Name, to: Name, port: number, accepted: boolean][] = [
  ["internet", "node", 443, false],
  ["internet", "node", 22, false],
  ["internet", "database", 5432, false],
  ["internet", "control plane", 443, false],
  ["internet", "access instance", 22, false],
  ["node", "database", 5432, true],
  ["node", "database", 22, false],
  ["node", "media", 2049, true],
  ["node", "media", 22, false],
  ["internet", "media", 2049, false],
  ["control plane", "media", 2049, false],
  ["access instance", "media", 2049, false],
  ["media", "node", 443, false],
  ["node", "internet", 443, true],
  ["node", "control plane", 443, true],
  ["node", "node", 53, true],
  ["control plane", "node", 443, true],
  ["control plane", "node", 9443, true],
  ["control plane", "node", 10250, true],
  ["control plane", "database", 5432, false],
  ["database", "internet", 443, false],
  ["database", "node", 443, false],
  ["access instance", "control plane", 443, true],
  ["access instance", "internet", 443, true],
  ["access instance", "database", 5432, false],
  ["access instance", "node", 10250, false],
  ["vpn", "control plane", 443, true],
  ["vpn", "database", 5432, false],
  ["vpn", "node", 443, false],
  ["another network", "control plane", 443, false],
];

describe.each(names)("in the VPC of %s", (stage) => {
  it.each(flows)("%s to %s, port %s: %s", (from, to, port, accepted) => {
    const { vpc, ends } = endsOf(found[stage] as Deployed);
    expect(vpc.refusal(ends[from], ends[to], port) ?? "accepted").toEqual(
      accepted ? "accepted" : expect.stringMatching(/^no r/),
    );
  });

  it("has routes from the internet to the subnets of load balancers only", () => {
    const { vpc } = endsOf(found[stage] as Deployed);
    const route = (tier: "public" | "private" | "database") =>
      vpc.refusal(internet, { ...vpc.tier(tier, []), groups: undefined }, 443);
    expect(route("public")).toBeUndefined();
    expect(route("private")).toMatch(/^no route/);
    expect(route("database")).toMatch(/^no route/);
  });
});
