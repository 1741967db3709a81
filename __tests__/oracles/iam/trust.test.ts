import { layers } from "../../../modules/layers";
import { stackName } from "../../../stacks/names";
import { withOneMoreStage } from "../../support/prepared";
import { rolesOf, type NamedPolicy, type Role } from "./inventory";
import { isAllowed } from "./simulation";
import { stageOf } from "./stage";
import { tables } from "./tables";

const actions = ["sts:AssumeRole", "sts:TagSession"];

const everything: NamedPolicy = {
  name: "everything",
  policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["sts:*"], Resource: ["*"] }] },
};

const synthesis = withOneMoreStage();
const { configuration, stacks } = synthesis;
const stages = Object.keys(configuration.stages).map((name) => ({ name, stage: stageOf(synthesis, name) }));
const roles = stages.flatMap(({ name, stage }) =>
  layers.flatMap((layer) => rolesOf(stacks, stackName(name, layer)).map((role) => ({ role, stage }))),
);

/** Who might try to assume a role: services, users, another account, and all roles of all stages, whatever they are allowed. */
const principalsOf = ({ account }: Role) => [
  "pods.eks.amazonaws.com",
  "eks.amazonaws.com",
  "ec2.amazonaws.com",
  "lambda.amazonaws.com",
  "ecs-tasks.amazonaws.com",
  `arn:aws:iam::${account}:role/Administrator`,
  `arn:aws:iam::${account}:user/someone`,
  "arn:aws:iam::999999999999:role/Administrator",
  ...new Set(roles.map(({ role }) => role.arn)),
];

/** A session of a role has its own ARN; `aws:PrincipalArn` is that of the role. */
const sessionOf = (principal: string) =>
  principal.includes(":role/")
    ? `${principal.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/session`
    : principal;

/** What succeeds of all attempts to assume a role with an external ID, or without one. */
async function assumedBy(role: Role, externalId: string | undefined): Promise<string[]> {
  const found: string[] = [];
  for (const principal of principalsOf(role)) {
    for (const action of actions) {
      const caller = {
        principal: sessionOf(principal),
        policies: principal.startsWith("arn:") ? [everything] : [],
        resourcePolicy: role.trust,
        account: role.account,
      };
      const context = externalId && action === "sts:AssumeRole" && { "sts:ExternalId": externalId };
      const request = { action, resource: role.arn, ...(context && { context }) };
      if (await isAllowed(caller, request)) {
        found.push(`${principal} ${action}`);
      }
    }
  }
  return found;
}

describe("the trust policies", () => {
  it.each(roles.map(({ role, stage }) => [`${role.stack}: ${role.address}`, role, stage] as const))(
    "let the principal of its table assume %s, and nobody else",
    async (_title, role, stage) => {
      const table = tables[role.address];
      const expected = table?.trust.map((action) => `${table.principal(stage)} ${action}`);
      expect(await assumedBy(role, table?.externalId)).toEqual(expected);
    },
  );

  it.each(
    roles
      .filter(({ role }) => tables[role.address]?.externalId)
      .map(({ role }) => [`${role.stack}: ${role.address}`, role] as const),
  )("let nobody assume %s without its external ID", async (_title, role) => {
    for (const externalId of [undefined, "another"]) {
      const assumed = await assumedBy(role, externalId);
      expect(assumed.filter((request) => request.endsWith(" sts:AssumeRole"))).toEqual([]);
    }
  });
});
