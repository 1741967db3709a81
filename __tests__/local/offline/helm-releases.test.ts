import { replaceHelmReleases, type TerraformJson } from "../../../local/offline/helm-releases";
import { addressesIn } from "../../../local/offline/references";
import { allStacks, stackOf } from "../../support/prepared";
import type { Block } from "../../support/terraform-json";

const missing = ["helm", "kubernetes"];
const platform = stackOf(allStacks(), "local-platform").json as TerraformJson;
const rewritten = replaceHelmReleases(platform, missing);
const data = (config: TerraformJson): Record<string, Block> => config.resource?.["terraform_data"] ?? {};

/** A stack with one release and one namespace. */
function stack(release: object): TerraformJson {
  const connection = { config_path: "/kubeconfig", config_context: "local" };
  return {
    provider: { helm: { kubernetes: connection }, kubernetes: connection },
    resource: {
      kubernetes_namespace_v1: { team: { metadata: { name: "team" } } },
      helm_release: {
        one: {
          name: "one",
          chart: "./one",
          namespace: "${kubernetes_namespace_v1.team.metadata[0].name}",
          ...release,
        },
      },
    },
  };
}

describe("a stack without the providers helm and kubernetes", () => {
  it("does not need them after the replacement, and keeps all other resources", () => {
    expect(Object.keys(rewritten.terraform?.required_providers ?? {})).toEqual(["aws"]);
    expect(Object.keys(rewritten.provider ?? {})).toEqual(["aws"]);
    const {
      helm_release: releases,
      kubernetes_namespace_v1: namespaces,
      ...others
    } = platform.resource ?? {};
    const { terraform_data: made, ...kept } = rewritten.resource ?? {};
    expect(Object.keys(kept)).toEqual(Object.keys(others));
    expect(Object.keys(made ?? {})).toHaveLength(
      2 * (Object.keys(releases ?? {}).length + Object.keys(namespaces ?? {}).length),
    );
    expect(addressesIn(rewritten).filter((address) => /^(helm|kubernetes)_/.test(address))).toEqual([]);
  });

  it("keeps the order of the releases", () => {
    expect(data(rewritten)["helm_release_app"].depends_on).toContain("terraform_data.helm_release_app_base");
    expect(data(rewritten)["helm_release_app_installation"].depends_on).toContain(
      "terraform_data.helm_release_app_base",
    );
  });

  it("runs an upgrade at each change, and an uninstall only if name or namespace change", () => {
    const made = data(replaceHelmReleases(stack({ values: ["a: 1"] }), missing));
    const namespace = "${terraform_data.kubernetes_namespace_v1_team.triggers_replace.name}";
    expect(made["helm_release_one_installation"].triggers_replace).toEqual({ name: "one", namespace });
    expect(made["helm_release_one"].triggers_replace).toMatchObject({ name: "one", values: ["a: 1"] });
  });

  it("has the same timeout as with the provider", () => {
    const environment = (release: object) =>
      data(replaceHelmReleases(stack(release), missing))["helm_release_one"].provisioner[0]["local-exec"]
        .environment;
    expect(environment({})).toMatchObject({
      TIMEOUT: "300",
      KUBECONFIG: "/kubeconfig",
      KUBE_CONTEXT: "local",
    });
    expect(environment({ timeout: 900 })).toMatchObject({ TIMEOUT: "900" });
  });

  it("is refused if an argument would be ignored", () => {
    expect(() => replaceHelmReleases(stack({ set: [{ name: "a", value: "b" }] }), missing)).toThrow(
      /^helm_release\.one: given set, which needs the provider; accepted without it: name, /,
    );
  });

  it("is not changed if no kubeconfig is configured", () => {
    const production = stackOf(allStacks(), "production-platform").json as TerraformJson;
    expect(replaceHelmReleases(production, missing)).toBe(production);
  });
});
