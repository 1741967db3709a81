import { PodIdentity } from "../../../modules/aws/pod-identity";
import { synthesizeModule } from "../../support/modules";

const identity = (policies?: Record<string, string>) =>
  synthesizeModule(PodIdentity, {
    name: "artist-test-reader",
    clusterName: "artist-test",
    namespace: "team",
    serviceAccount: "reader",
    policies,
  });

describe("a pod identity", () => {
  it("gives its role to one service account of one cluster", () => {
    const json = identity();
    expect(json.resource("aws_eks_pod_identity_association.pod_identity")).toEqual({
      cluster_name: "artist-test",
      namespace: "team",
      service_account: "reader",
      role_arn: "${aws_iam_role.pod_identity_role.arn}",
      depends_on: [
        "aws_iam_role_policy.pod_identity_policy",
        "aws_iam_role_policy_attachment.pod_identity_managed_policy",
      ],
    });
    expect(json.outputs()["role_arn"].value).toBe("${aws_iam_role.pod_identity_role.arn}");
  });

  it("can be assumed by EKS Pod Identity and by nothing else", () => {
    const json = identity();
    expect(json.resource("aws_iam_role.pod_identity_role")).toMatchObject({
      name: "artist-test-reader",
      assume_role_policy: "${data.aws_iam_policy_document.pod_identity_trust.json}",
    });
    expect(json.statements("pod_identity_trust")).toEqual([
      {
        actions: ["sts:AssumeRole", "sts:TagSession"],
        principals: [{ type: "Service", identifiers: ["pods.eks.amazonaws.com"] }],
      },
    ]);
  });

  it.each([
    ["no policy", undefined, {}],
    ["a policy", { read: "{}" }, { read: "{}" }],
    ["two policies", { read: "{}", write: "{}" }, { read: "{}", write: "{}" }],
  ])("with %s has the given inline policies and no managed policy", (_, given, expected) => {
    const json = identity(given);
    expect(json.resource("aws_iam_role_policy.pod_identity_policy")).toMatchObject({
      for_each: expected,
      name: "${each.key}",
      role: "${aws_iam_role.pod_identity_role.name}",
      policy: "${each.value}",
    });
    const attachments = Object.values(json.resources("aws_iam_role_policy_attachment"));
    expect(JSON.stringify(attachments)).not.toContain("policy/");
  });
});
