import { configurationOf } from "../../config";
import { checkConfiguration } from "../../config/check";
import { eksAddonVersions, eksVersions, kubernetesVersion } from "../../modules/versions";
import { allStacks } from "../support/prepared";
import { noticeDays, upgradeNotice } from "./eks-versions";

const { stages } = checkConfiguration(configurationOf());
const months = (date: string, count: number) => {
  const [year = 0, month = 0, dayOfMonth = 0] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + count, dayOfMonth)).toISOString().slice(0, 10);
};

describe("the Kubernetes version", () => {
  it.each(Object.entries(stages))(`of %s is supported for ${noticeDays} more days`, (name, { cluster }) => {
    expect(upgradeNotice(name, kubernetesVersion, cluster.supportType, new Date())).toBeUndefined();
  });

  it.each([
    ["STANDARD" as const, "2026-12-27", undefined],
    ["STANDARD" as const, "2026-12-28", /ends on 2027-03-27, in 89 days.*Raise kubernetesVersion.*EXTENDED/s],
    ["EXTENDED" as const, "2027-12-28", undefined],
    ["EXTENDED" as const, "2027-12-29", /ends on 2028-03-27, in 89 days/],
  ])("1.35 with %s support on %s is reported as %s", (supportType, today, notice) => {
    const reported = upgradeNotice("staging", "1.35", supportType, new Date(today));
    expect(reported).toEqual(notice && expect.stringMatching(notice));
  });

  it("is reported if its dates are not known", () => {
    expect(upgradeNotice("staging", "1.99", "STANDARD", new Date())).toMatch("is not in eksVersions");
  });
});

describe.each(Object.entries(eksVersions))("Kubernetes %s in the table", (version, eks) => {
  it("has 14 months of standard and 12 months of extended support, as EKS promises", () => {
    expect(eks.extendedSupportEnd).toBe(months(eks.standardSupportEnd, 12));
    // The date of the release is a few days before the start of the 14 months for some versions.
    expect(months(eks.released ?? months(eks.standardSupportEnd, -14), 14) <= eks.standardSupportEnd).toBe(
      true,
    );
  });

  it("has an image of the nodes for the same version, if any", () => {
    expect(eks.nodeRelease ?? `${version}.0-00000000`).toMatch(new RegExp(`^${version}\\.\\d+-\\d{8}$`));
  });
});

describe("versions that depend on the Kubernetes version", () => {
  it("kube-proxy has the same minor version", () => {
    expect(eksAddonVersions["kube-proxy"]).toMatch(`v${kubernetesVersion}.`);
  });

  it.each(Object.keys(allStacks()).filter((name) => name.endsWith("-cluster")))(
    "the nodes of %s have a pinned image for the version of the control plane",
    (name) => {
      const groups = Object.values(allStacks()[name]?.resources("aws_eks_node_group") ?? {});
      expect(groups).toHaveLength(1);
      for (const { version, release_version } of groups) {
        expect(release_version).toMatch(`${version}.`);
        expect(release_version).toBe(eksVersions[kubernetesVersion].nodeRelease);
      }
    },
  );
});
