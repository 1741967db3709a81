import { application, certificateValidation } from "./application";
import type { Estate } from "./block";
import { cluster } from "./cluster";
import { networkAndData } from "./data";
import { layers } from "./layers";
import { platform } from "./platform";

export * from "./block";

/** What no module does, in the order of the first deployment. */
const byHand = (zone: string, keys: string, images: string) => [
  "Terraform connects to the private endpoint of the cluster from the VPC, or through the access instance.",
  "Before the application is installed:",
  `- the parent domain delegates to ${zone}.hosted_zone_name_servers;`,
  `- ${keys};`,
  `- the image is in the repository of ${images}.`,
];

/** The examples of whole estates. The README of a module has its blocks of the first one that has it. */
export const estates: readonly Estate[] = [
  {
    name: "estate",
    introduction: [
      "A whole estate from the modules: network, data, cluster, platform, application.",
      ...byHand("module.domain", "an operator fills the secrets of module.api_keys", "module.registry"),
    ],
    modules: [...networkAndData, ...cluster, ...platform, ...application],
    resources: certificateValidation,
  },
  {
    name: "layers",
    introduction: [
      "A whole estate from the layers, each of which is created after those whose outputs it uses.",
      ...byHand("module.network", "an operator fills the secrets of the API keys", "module.bootstrap"),
    ],
    modules: layers,
  },
];
