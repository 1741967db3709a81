import { readFileSync } from "node:fs";
import { loadBalancerControllerStatements } from "../../../modules/addons/load-balancer-controller/policy";
import { shared } from "../../support/shared";
import type { Block } from "../../support/terraform-json";

describe("the policy of the load balancer controller", () => {
  const granted = new Set(
    loadBalancerControllerStatements("a-cluster", "aws").flatMap(({ actions = [] }) => actions),
  );

  // Shield, the older WAF, server certificates of IAM, Cognito, Outposts and IP address management are not used.
  const unused = /^(shield|waf-regional|cognito-idp):|ServerCertificate|Coip|Ipam/;

  shared(
    "data/iam/alb-iam-policy.json",
    "grants the actions of the published policy, except for features that are not used",
    (path) => {
      const { Statement } = JSON.parse(readFileSync(path, "utf8")) as { Statement: Block[] };
      const documented = new Set<string>(Statement.flatMap(({ Action }) => Action));
      expect([...granted].filter((action) => !documented.has(action))).toEqual([]);
      expect([...documented].filter((action) => !granted.has(action) && !unused.test(action))).toEqual([]);
    },
  );
});
