import type { Account, Configuration, Stage } from "../config";
import { layerOfStack } from "./names";

/** Prefix of the names of all resources. */
export const project = "artist";

/** What a stack belongs to: an account, and a stage if it is one of a stage. */
export interface Place {
  /** Name of the account. */
  readonly accountName: string;
  readonly account: Account;
  /** Region of the stack's resources. */
  readonly region: string;
}

/** What a stack of a stage belongs to. */
export interface StagePlace extends Place {
  /** Name of the stage. */
  readonly stageName: string;
  readonly stage: Stage;
}

/** An account, with the region of its own resources. */
export function placeOfAccount(accountName: string, { accounts }: Configuration): Place {
  const account = accounts[accountName];
  if (!account) {
    throw new Error(`no account ${accountName}`); // refused by checkConfiguration
  }
  return { accountName, account, region: account.region };
}

/** The account of a stage, and the stage. */
export function placeOf(stageName: string, { accounts, stages }: Configuration): StagePlace {
  const stage = stages[stageName];
  const account = stage && accounts[stage.account];
  if (!account) {
    throw new Error(`no stage ${stageName} with an account`); // refused by checkConfiguration
  }
  return { accountName: stage.account, account, region: stage.region, stageName, stage };
}

/** Tags of everything in an account, by which its costs are divided. */
export const accountTags = { Project: project };

/** Tags of everything in a stage, also of what EKS, the nodes and the controllers in the cluster make. */
export const stageTags = ({ stageName }: Pick<StagePlace, "stageName">) => ({
  ...accountTags,
  Stage: stageName,
});

/** The default tags of a stack: those of its account or stage, and who manages its resources. */
export const defaultTags = (tags: Readonly<Record<string, string>>, stack: string) => ({
  ...tags,
  ManagedBy: "terraform",
  Stack: stack,
});

/** The tags that each resource of a stack has. */
export function tagsOfStack(stack: string, configuration: Configuration): Readonly<Record<string, string>> {
  const layer = layerOfStack(stack, configuration);
  return defaultTags(layer ? stageTags(layer) : accountTags, stack);
}

/** Name of the bucket that holds the states of an account. */
export const stateBucketName = ({ id, region }: Account) => `${project}-terraform-state-${id}-${region}`;

/** ARN of an image repository of an account. */
export const repositoryArn = ({ id, region }: Account, name: string) =>
  `arn:aws:ecr:${region}:${id}:repository/${name}`;

/** Prefix of the names of the account's roles for GitHub Actions. */
export const githubRolesName = `${project}-github`;

/**
 * The role that deploys a stage, and the permissions boundary of the stage's roles; undefined without `delivery`. The
 * bootstrap stack makes both: an account gets `delivery` before its stages are deployed with it.
 */
export const deliveryOf = ({ account: { id, delivery }, stageName }: StagePlace) =>
  delivery && {
    deployRoleArn: `arn:aws:iam::${id}:role/${githubRolesName}-deploy-${stageName}`,
    planRoleArn: `arn:aws:iam::${id}:role/${githubRolesName}-plan`,
    boundaryArn: `arn:aws:iam::${id}:policy/${githubRolesName}-boundary-${stageName}`,
  };

/** Alias of the KMS key that encrypts the states of an account. */
export const stateKeyAlias = `alias/${project}-terraform-state`;
