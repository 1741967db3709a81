import { eksVersions } from "../../modules/versions";

const day = 24 * 60 * 60 * 1000;

/** Days before the end of support in which an upgrade has to begin. */
export const noticeDays = 90;

/** What to do about a Kubernetes version of a stage on a day; undefined if nothing. */
export function upgradeNotice(
  stage: string,
  version: string,
  supportType: "STANDARD" | "EXTENDED",
  today: Date,
): string | undefined {
  const known = eksVersions[version];
  if (!known) {
    return `${stage}: Kubernetes ${version} is not in eksVersions of modules/versions.ts: add it with its dates`;
  }
  const end = supportType === "STANDARD" ? known.standardSupportEnd : known.extendedSupportEnd;
  const days = Math.floor((Date.parse(end) - today.getTime()) / day);
  if (days >= noticeDays) {
    return undefined;
  }
  const consequence = "EKS then upgrades the control plane by itself, and neither add-ons nor nodes";
  const extended =
    supportType === "STANDARD" ? ', or set cluster.supportType to "EXTENDED" in the stage' : "";
  return [
    `${stage}: support of Kubernetes ${version} (${supportType}) ends on ${end}, in ${days} days. ${consequence}.`,
    `Raise kubernetesVersion in modules/versions.ts (CONTRIBUTING.md, "Raise the Kubernetes version")${extended}.`,
  ].join("\n");
}
