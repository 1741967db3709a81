import { Namespace } from "../../../modules/kubernetes/namespace";
import { synthesizeModule } from "../../support/modules";

describe("a namespace", () => {
  it.each([
    [undefined, "restricted"],
    ["baseline", "baseline"],
    ["privileged", "privileged"],
  ] as const)("with podSecurity %s enforces the Pod Security Standard %s", (podSecurity, standard) => {
    const { metadata } = synthesizeModule(Namespace, { name: "team", podSecurity }).resource(
      "kubernetes_namespace_v1.namespace",
    );
    expect(metadata).toEqual({
      name: "team",
      labels: {
        "pod-security.kubernetes.io/enforce": standard,
        // A Deployment is not refused, only its pods: the warning is shown when it is applied.
        "pod-security.kubernetes.io/warn": standard,
      },
    });
  });

  it("has the given labels, and none that would weaken its Pod Security Standard", () => {
    const labels = { team: "music", "pod-security.kubernetes.io/enforce": "privileged" };
    const json = synthesizeModule(Namespace, { name: "team", labels });
    expect(json.resource("kubernetes_namespace_v1.namespace").metadata.labels).toEqual({
      team: "music",
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    });
  });

  it("has as output a name that is known after the namespace exists, so that releases wait for it", () => {
    expect(synthesizeModule(Namespace, { name: "team" }).outputs()["namespace"].value).toBe(
      "${kubernetes_namespace_v1.namespace.metadata[0].name}",
    );
  });
});
