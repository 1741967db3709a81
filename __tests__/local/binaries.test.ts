import { readFileSync } from "node:fs";
import { join } from "node:path";
import { binaries, linkerFlags, moduleVersion } from "../../local/kubernetes/binaries";
import { kubernetesVersion } from "../../modules/versions";

test("the local API server has the Kubernetes version of the EKS cluster", () => {
  expect(moduleVersion(binaries.apiServer)).toMatch(new RegExp(`^v${kubernetesVersion}\\.\\d+$`));
});

test("all Go modules of Kubernetes are replaced by those of the same version", () => {
  const goMod = readFileSync(join(binaries.apiServer.folder, "go.mod"), "utf8");
  const replaced = [...goMod.matchAll(/^\t(k8s\.io\/\S+) => \1 (\S+)$/gm)].map(([, , version]) => version);
  expect(replaced.length).toBeGreaterThan(25);
  expect(new Set(replaced)).toEqual(new Set([moduleVersion(binaries.apiServer).replace("v1.", "v0.")]));
});

test("Helm is built with the Kubernetes version, which it needs to render charts without a cluster", () => {
  const minor = kubernetesVersion.split(".")[1];
  expect(linkerFlags()).toContain(`chartutil.k8sVersionMinor=${minor}`);
});
