import { DependencyGraph } from "./graph";

const graph = new DependencyGraph({
  base: {
    json: {
      resource: { aws_vpc: { one: {}, two: {} } },
      output: { vpc: { value: "${aws_vpc.one.id}" } },
    },
  },
  root: {
    json: {
      provider: { helm: [{ host: "${module.cluster.host}" }] },
      data: {
        terraform_remote_state: { base: { config: { key: "base.tfstate" } } },
        aws_iam_policy_document: { trust: { statement: [{ resources: ["${aws_kms_key.key.arn}"] }] } },
      },
      locals: { role: "${aws_iam_role.role.name}" },
      resource: {
        aws_kms_key: { key: {} },
        aws_iam_role: { role: { assume_role_policy: "${data.aws_iam_policy_document.trust.json}" } },
        aws_subnet: { each: { for_each: "${toset([local.role])}", name: "aws_kms_key.text" } },
        aws_nat_gateway: { nat: { depends_on: ["aws_subnet.each"], other: 'no ${upper("{")} reference' } },
        helm_release: { app: {} },
      },
      module: { cluster: { source: "./cluster", vpc: "${aws_nat_gateway.nat.id}" } },
    },
    modules: {
      cluster: {
        resource: { aws_eks_cluster: { cluster: { vpc: "${var.vpc}" }, other: {} } },
        output: { host: { value: "1", depends_on: ["aws_eks_cluster.cluster"] } },
      },
    },
  },
});

describe("the graph of dependencies", () => {
  it("follows for_each, locals, data sources, depends_on, outputs with depends_on, variables and providers", () => {
    expect(graph.path("root/helm_release.app", "root/aws_kms_key.key")).toEqual([
      "root/helm_release.app",
      "root/provider.helm",
      "root/module.cluster.output.host",
      "root/module.cluster.aws_eks_cluster.cluster",
      "root/module.cluster.var.vpc",
      "root/aws_nat_gateway.nat",
      "root/aws_subnet.each",
      "root/local.role",
      "root/aws_iam_role.role",
      "root/data.aws_iam_policy_document.trust",
      "root/aws_kms_key.key",
    ]);
  });

  it("puts a configuration after all resources of the states that it reads", () => {
    expect(graph.path("root/aws_kms_key.key", "base/aws_vpc.two")).toEqual([
      "root/aws_kms_key.key",
      "root/data.terraform_remote_state.base",
      "base/complete",
      "base/aws_vpc.two",
    ]);
  });

  it("has no other paths, and reports them", () => {
    expect(graph.violation("root/helm_release.app", "root/aws_kms_key.key")).toBeUndefined();
    expect(graph.violation("root/aws_iam_role.role", "root/local.role")).toBe(
      "root/aws_iam_role.role is not destroyed before root/local.role: it is destroyed after it: root/local.role -> root/aws_iam_role.role",
    );
    expect(graph.violation("base/aws_vpc.one", "base/aws_vpc.two")).toBe(
      "base/aws_vpc.one is not destroyed before base/aws_vpc.two: neither depends on the other",
    );
    expect(() => graph.path("base/aws_vpc.three", "base/aws_vpc.one")).toThrow("no base/aws_vpc.three");
  });
});
