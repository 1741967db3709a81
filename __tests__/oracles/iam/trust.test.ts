import { withOneMoreStage } from "../../support/prepared";
import { rolesOf, type Role } from "./inventory";
import { isAllowed } from "./simulation";
import { tables } from "./tables";

const actions = ["sts:AssumeRole", "sts:TagSession"];

/** Who might try to assume a role: services, a role and a user of the account, another account, everybody. */
const principalsOf = ({ account }: Role) => [
  "pods.eks.amazonaws.com",
  "eks.amazonaws.com",
  "ec2.amazonaws.com",
  "lambda.amazonaws.com",
  "ecs-tasks.amazonaws.com",
  `arn:aws:iam::${account}:role/Administrator`,
  `arn:aws:iam::${account}:user/someone`,
  "arn:aws:iam::999999999999:role/Administrator",
];

const { stacks } = withOneMoreStage();

describe("the trust policies", () => {
  const roles = Object.keys(stacks).flatMap((stack) => rolesOf(stacks, stack));

  it.each(roles.map((role) => [`${role.stack}: ${role.address}`, role] as const))(
    "let the service of its table assume %s, and nobody else",
    async (_title, role) => {
      const table = tables[role.address];
      const found: string[] = [];
      for (const principal of principalsOf(role)) {
        for (const action of actions) {
          const caller = { principal, resourcePolicy: role.trust, account: role.account };
          if (await isAllowed(caller, { action, resource: role.arn })) {
            found.push(`${principal} ${action}`);
          }
        }
      }
      expect(found).toEqual(table?.trust.map((action) => `${table.service} ${action}`));
    },
  );
});
