import { parse } from "yaml";
import { readConfiguration } from "../../config";
import { chartVersions } from "../../modules/versions";
import { allStacks, stackOf } from "../support/prepared";
import { connection } from "../support/synthesis";
import type { Block, TerraformJson } from "../support/terraform-json";

const stacks = allStacks();
const production = stackOf(stacks, "production-platform");
const local = stackOf(stacks, "local-platform");

const releases = (stack: TerraformJson) => Object.entries(stack.resources("helm_release"));

const withoutExpressions = (text: string) => text.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "expression");

/** Values of a release, with each expression replaced by a word. */
const values = (stack: TerraformJson, name: string): Block =>
  parse(withoutExpressions(String(stack.resource(`helm_release.${name}`).values[0])));

describe("every Helm release", () => {
  it("comes from the table of versions", () => {
    const published = releases(production)
      .filter(([, { repository }]) => repository)
      .map(([, { chart, repository, version }]) => ({ chart, repository, version }));
    expect(published).toHaveLength(Object.keys(chartVersions).length);
    expect(published).toEqual(expect.arrayContaining(Object.values(chartVersions)));
  });
});

describe("the nodes that Karpenter adds", () => {
  it.each(["local", "staging", "production"])("are in the network of the node group, in %s", (stage) => {
    const cluster = stackOf(stacks, `${stage}-cluster`);
    const { securityGroupIds, subnetIds, releaseVersion } = parse(
      stackOf(stacks, `${stage}-platform`).resource("helm_release.node_pool").values[0],
    );
    // The output of the cluster layer is what its own resources refer to.
    const clusterGroup = cluster.outputs()["cluster_security_group_id"]?.value;
    const expression = (text: string) =>
      text
        .replace("${jsonencode(", "${")
        .replace(")}", "}")
        .replace("${data.terraform_remote_state.cluster.outputs.cluster_security_group_id}", clusterGroup);
    const group = cluster.resource("aws_eks_node_group.nodes");
    const template = cluster.resource("aws_launch_template.nodes_template");
    expect(securityGroupIds.map(expression)).toEqual(template.vpc_security_group_ids);
    expect(subnetIds.map(expression)).toEqual(group.subnet_ids);
    expect(releaseVersion).toBe(group.release_version);
  });
});

describe("the load balancer", () => {
  it.each(Object.entries(readConfiguration(connection).stages))(
    "is in the public subnets of the zones of the stage, in %s",
    (name, stage) => {
      const text = String(stackOf(stacks, `${name}-platform`).resource("helm_release.app").values[0]);
      const zones = text.replaceAll(
        /\$\{jsonencode\(data\.terraform_remote_state\.network\.outputs\.public_subnet_ids_by_zone\["([^"]+)"\]\)\}/g,
        "$1",
      );
      expect(parse(withoutExpressions(zones)).ingress.subnetIds).toEqual(
        [...stage.network.availabilityZones].sort(),
      );
    },
  );
});

describe("the version of the database roles' passwords", () => {
  it("is in the values of both releases, so that the roles Job and the pods get new passwords together", () => {
    const version =
      "roleSecretsVersion: ${jsonencode(data.terraform_remote_state.data.outputs.database_role_secrets_version)}";
    for (const name of ["app_base", "app"]) {
      expect(production.resource(`helm_release.${name}`).values[0]).toContain(version);
    }
  });
});

describe("the add-ons", () => {
  it("have admission webhooks in production, and none that could block the API server of the stage local", () => {
    const webhooks = (stack: TerraformJson) => ({
      operator: values(stack, "kube_prometheus_stack").prometheusOperator.admissionWebhooks.enabled,
      secrets: values(stack, "external_secrets").webhook.create,
      ingress: values(stack, "load_balancer_controller").webhookConfig.ingressValdationFailurePolicy,
      pods: values(stack, "load_balancer_controller").podMutatorWebhookConfig.failurePolicy,
    });
    expect(webhooks(production)).toEqual({ operator: true, secrets: true, ingress: "Fail", pods: "Fail" });
    expect(webhooks(local)).toEqual({ operator: false, secrets: false, ingress: "Ignore", pods: "Ignore" });
  });
});

describe("the IAM policies of all stacks", () => {
  it("allow on the resource `*` only read actions, and actions of the SSM Agent that have no ARN", () => {
    const withoutArn = /^(ssmmessages:(Create|Open)(Control|Data)Channel|ssm:UpdateInstanceInformation)$/;
    // What a stage may do at all is at the level of services; oracles/iam/delivery/permissions.test.ts evaluates it.
    const ofServices = "github_roles_boundary_policy";
    const documents = Object.values(stacks).flatMap(({ json }) =>
      Object.entries(json["data"]?.["aws_iam_policy_document"] ?? {})
        .filter(([name]) => name !== ofServices)
        .map(([, document]) => document),
    );
    expect(documents.length).toBeGreaterThan(20);
    const wide = documents.flatMap(({ statement }) =>
      statement
        // In a key policy `*` is the key.
        .filter(
          ({ effect, resources, principals }: Block) =>
            effect !== "Deny" && resources?.includes("*") && !principals,
        )
        .flatMap(({ actions }: Block) =>
          actions.filter(
            (action: string) => !/:(Describe|List|Get)/.test(action) && !withoutArn.test(action),
          ),
        ),
    );
    expect(wide).toEqual([]);
  });
});
