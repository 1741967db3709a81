import { readFileSync } from "node:fs";
import { withOneMoreStage } from "../../support/prepared";
import { shared } from "../../support/shared";
import type { Policy } from "./policy";
import { stageOf } from "./stage";
import { tables } from "./tables";

/** Actions of a published policy that a role must not have, by the reason. */
type Omitted = Readonly<Record<string, RegExp>>;

const published: Readonly<Record<string, { file: string; omitted: Omitted; added: readonly string[] }>> = {
  "aws_iam_role.load_balancer_controller_identity_role": {
    file: "alb-iam-policy.json",
    omitted: {
      "AWS Shield is not used": /^shield:/,
      "the older AWS WAF is not used": /^waf-regional:/,
      "certificates are in ACM": /^iam:(List|Get)ServerCertificate/,
      "Cognito does not authenticate requests": /^cognito-idp:/,
      "there are no Outposts": /^ec2:.*Coip/,
      "IPv4 addresses do not come from IPAM": /^ec2:.*Ipam/,
      "allows each load balancer, without a condition": /:SetWebAcl$/,
    },
    // Instead of SetWebAcl.
    added: [
      "elasticloadbalancing:CreateWebACLAssociation",
      "elasticloadbalancing:DeleteWebACLAssociation",
      "elasticloadbalancing:GetLoadBalancerWebACL",
    ],
  },
  "aws_iam_role.application_secrets": {
    file: "external-secrets-iam-policy.json",
    omitted: {
      "secrets are read by name, not found by tags": /:(ListSecrets|BatchGetSecretValue)$/,
    },
    added: ["kms:Decrypt"],
  },
};

describe("the published policy of an identity's software", () => {
  const stage = stageOf(withOneMoreStage(), "staging");

  for (const [address, { file, omitted, added }] of Object.entries(published)) {
    shared(`data/iam/${file}`, `has the actions in the table of ${address}`, (path) => {
      const { Statement } = JSON.parse(readFileSync(path, "utf8")) as Policy;
      const documented = [...new Set(Statement.flatMap(({ Action }) => Action))];
      const needed = new Set(tables[address]?.can(stage).map(({ action }) => action));
      const reasons = Object.values(omitted);
      const expected = documented.filter((action) => !reasons.some((pattern) => pattern.test(action)));
      expect([...needed].sort()).toEqual([...expected, ...added].sort());
      expect(reasons.filter((pattern) => !documented.some((action) => pattern.test(action)))).toEqual([]);
    });
  }
});
