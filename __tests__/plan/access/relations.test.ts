import type { Block } from "../../../plan/plan-json";
import { findings, inShort } from "./cases";

const attachment = (policy_arn: string): Block => ({ role: "app", policy_arn });
const s3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
const boundary = (name?: string): Block => ({ name: "app", permissions_boundary: name ?? null });
const scope = (type: string, namespaces: string[] = []): Block => ({
  cluster_name: "artist",
  principal_arn: "arn:aws:iam::111122223333:role/admin",
  policy_arn: "AmazonEKSAdminPolicy",
  access_scope: [{ type, namespaces }],
});
const pods = (role_arn: string): Block => ({
  cluster_name: "artist",
  namespace: "app",
  service_account: "api",
  role_arn,
});
const copies = (...accounts: string[]): Block => ({
  replication_configuration: [
    {
      rule: [
        {
          destination: accounts.map((registry_id) => ({ registry_id, region: "eu-west-1" })),
          repository_filter: [{ filter: "api", filter_type: "PREFIX_MATCH" }],
        },
      ],
    },
  ],
});
const admin = "arn:aws:iam::111122223333:role/admin AmazonEKSAdminPolicy on artist";

describe("access that exists as long as a resource does", () => {
  it.each<[string, string, Block | undefined, Block | undefined, string[]]>([
    ["a policy attached", "aws_iam_role_policy_attachment", undefined, attachment(s3), [`widened app ${s3}`]],
    [
      "a policy detached",
      "aws_iam_role_policy_attachment",
      attachment(s3),
      undefined,
      [`narrowed app ${s3}`],
    ],
    [
      "another policy",
      "aws_iam_role_policy_attachment",
      attachment("a"),
      attachment(s3),
      [`widened app ${s3}`, "narrowed app a"],
    ],
    ["the same policy", "aws_iam_role_policy_attachment", attachment(s3), { ...attachment(s3), id: "x" }, []],
    [
      "a policy in the role",
      "aws_iam_role",
      { name: "a", managed_policy_arns: [] },
      { name: "a", managed_policy_arns: [s3] },
      [`widened a ${s3}`],
    ],
    ["a boundary removed", "aws_iam_role", boundary("b"), boundary(), ["widened app permissions_boundary"]],
    ["a boundary added", "aws_iam_role", boundary(), boundary("b"), ["narrowed app permissions_boundary"]],
    [
      "another boundary",
      "aws_iam_user",
      boundary("b"),
      boundary("c"),
      ["widened app permissions_boundary (cannot be compared)"],
    ],
    [
      "a cluster instead of a namespace",
      "aws_eks_access_policy_association",
      scope("namespace", ["app"]),
      scope("cluster"),
      [`widened ${admin}+cluster`, `narrowed ${admin}+namespace+app`],
    ],
    [
      "a group of an access entry",
      "aws_eks_access_entry",
      { principal_arn: "p", cluster_name: "c", type: "STANDARD", kubernetes_groups: [] },
      { principal_arn: "p", cluster_name: "c", type: "STANDARD", kubernetes_groups: ["system:masters"] },
      ["widened p system:masters on c"],
    ],
    [
      "a role of pods",
      "aws_eks_pod_identity_association",
      pods("a"),
      pods("b"),
      ["widened app/api b on artist", "narrowed app/api a on artist"],
    ],
    [
      "copies of images in another account",
      "aws_ecr_replication_configuration",
      undefined,
      copies("444455556666"),
      ["widened 444455556666 api on eu-west-1"],
    ],
    [
      "no copies any more",
      "aws_ecr_replication_configuration",
      copies("444455556666"),
      undefined,
      ["narrowed 444455556666 api on eu-west-1"],
    ],
  ])("%s", async (_, type, before, after, expected) => {
    expect(inShort(await findings(type, before, after))).toEqual(expected);
  });

  it("is reported if the policy is known only after the apply", async () => {
    const afterUnknown = { policy_arn: true, permissions_boundary: true };
    expect(
      inShort(await findings("aws_iam_role_policy_attachment", undefined, { role: "app" }, { afterUnknown })),
    ).toEqual(["widened app known only after the apply (known only after the apply)"]);
    expect(inShort(await findings("aws_iam_role", boundary("b"), { name: "app" }, { afterUnknown }))).toEqual(
      ["widened app permissions_boundary (known only after the apply)"],
    );
  });
});
