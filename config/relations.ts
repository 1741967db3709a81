import { cidrsOverlap } from "../modules/kit/cidr";
import { addressesSuffice } from "./addresses-rule";
import { instanceTypesExist } from "./instance-types-rule";
import type { Mistake } from "./mistakes";
import { productionRules } from "./production-rules";
import type { Configuration } from "./schema";
import { ownerOf, type Partly } from "./schema-mistakes";
import type { Refuse, StageRule } from "./stage-rule";

const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string | undefined): T | undefined =>
  record !== undefined && name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

const accountExists: StageRule = ({ stage, account, configuration, refuse }) => {
  const { accounts } = configuration;
  if (accounts && stage.account !== undefined && !Object.hasOwn(accounts, stage.account)) {
    refuse(
      ["account"],
      stage.account,
      Object.keys(accounts).join(", ") || "the name of an account, of which there is none",
    );
  }
  const repositories = account?.registry?.repositories;
  const repository = stage.application?.repository;
  // One that is not valid may be the one that is meant.
  const areValid = repositories?.every((one) => one !== undefined) ?? false;
  if (areValid && repository !== undefined && !repositories?.includes(repository)) {
    refuse(
      ["application", "repository"],
      repository,
      `a repository of the account: ${repositories?.join(", ")}`,
    );
  }
};

const zonesAreOfRegion: StageRule = ({ stage, refuse }) => {
  for (const [index, zone] of stage.network?.availabilityZones?.entries() ?? []) {
    if (zone !== undefined && stage.region !== undefined && zone.slice(0, -1) !== stage.region) {
      refuse(["network", "availabilityZones", index], zone, `zones of the stage's region ${stage.region}`);
    }
  }
};

const hostIsOfDomain: StageRule = ({ stage, refuse }) => {
  const host = stage.application?.host;
  const domain = stage.network?.domain?.name;
  if (host === undefined || domain === undefined || host === domain) {
    return;
  }
  if (host.slice(host.indexOf(".") + 1) !== domain) {
    refuse(
      ["application", "host"],
      host,
      `${domain}, or a name with one label before it: the certificate is for these`,
    );
  }
};

const cidrsDiffer: StageRule = ({ name, stage, configuration, refuse }) => {
  const cidr = stage.network?.cidr;
  const stages = Object.entries(configuration.stages ?? {});
  const before = stages.slice(
    0,
    stages.findIndex(([other]) => other === name),
  );
  for (const [other, { network } = {}] of before) {
    if (cidr !== undefined && network?.cidr !== undefined && cidrsOverlap(cidr, network.cidr)) {
      refuse(["network", "cidr"], cidr, `a block that does not overlap ${network.cidr} of ${other}`);
    }
  }
};

/** Terraform would use the cluster of one place and the AWS of another. */
const emulatorAndKubeconfig: StageRule = ({ stage, account, refuse }) => {
  const { kubeconfig } = stage.platform ?? {};
  const isValid = kubeconfig?.path !== undefined && kubeconfig.context !== undefined;
  if (account && !account.emulator && isValid) {
    refuse(["platform", "kubeconfig"], kubeconfig, "none, because the account has no emulator: EKS is used");
  }
  // Undefined also if it is given and not valid: then the fields in it are reported.
  if (account?.emulator && stage.production === false && stage.platform && kubeconfig === undefined) {
    refuse(
      ["platform", "kubeconfig"],
      undefined,
      "a kubeconfig, because the account has an emulator: it has no EKS cluster that aws eks get-token is for",
    );
  }
  if (account?.emulator && stage.production === true) {
    refuse(["production"], true, "false, because the account has an emulator");
  }
};

/** The network layer makes no VPC endpoints, through which nodes could pull images and reach EKS. */
const nodesReachAws: StageRule = ({ stage, refuse }) => {
  if (stage.network?.natGateways === "none") {
    refuse(
      ["network", "natGateways"],
      "none",
      '"one" or "one-per-zone": the nodes of a stage reach AWS and image registries through them',
    );
  }
};

const stageRules: readonly StageRule[] = [
  accountExists,
  zonesAreOfRegion,
  hostIsOfDomain,
  emulatorAndKubeconfig,
  nodesReachAws,
  productionRules,
  cidrsDiffer,
  addressesSuffice,
  instanceTypesExist,
];

/** The mistakes between fields, stages and accounts, in what is valid of a configuration. */
export function relationMistakes(configuration: Partly<Configuration>): Mistake[] {
  const mistakes: Mistake[] = [];
  const refuseFor =
    (owner: string): Refuse =>
    (path, given, accepted) =>
      mistakes.push({ owner, path, given, accepted });
  for (const [name, stage] of Object.entries(configuration.stages ?? {})) {
    if (stage) {
      const account = own(configuration.accounts, stage.account);
      const refuse = refuseFor(ownerOf("stage", name));
      stageRules.forEach((rule) => rule({ name, stage, account, configuration, refuse }));
    }
  }
  const accounts = Object.entries(configuration.accounts ?? {});
  for (const [index, [name, account]] of accounts.entries()) {
    const refuse = refuseFor(ownerOf("account", name));
    const [same] = accounts.slice(0, index).find(([, other]) => other?.id === account?.id) ?? [];
    if (same !== undefined && account?.id !== undefined) {
      refuse(["id"], account.id, `another id than that of the account ${same}`);
    }
  }
  return mistakes;
}
