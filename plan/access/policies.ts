import { isDeepStrictEqual } from "node:util";
import type { Block } from "../plan-json";
import { compareGrants } from "./documents";
import { unknown, type Doubt, type Found } from "./finding";
import { grantsOf, type Grant } from "./grants";

/** Attributes that are policy documents of IAM, by their names: recognized also if the value is not known yet. */
const documentName = /^(.+_)?(policy|policies|policy_document)$/;

/** Types whose attribute `policy` has nothing to do with access. */
const otherPolicies = new Set([
  "aws_ecr_lifecycle_policy",
  "aws_dlm_lifecycle_policy",
  "aws_efs_backup_policy",
]);

/** What AWS uses after a policy is deleted. */
const defaults: Readonly<Record<string, string>> = {
  aws_kms_key_policy: "the default key policy: the account's IAM policies decide",
  aws_sns_topic_policy: "the default policy of the topic: its account may use it",
  aws_vpc_endpoint_policy: "the default policy of the endpoint: full access",
};

const isDocument = (text: unknown): text is string =>
  typeof text === "string" && /"statement"\s*:/i.test(text);

/** Whether a type may have documents that give access. */
export const isPolicyType = (type: string) => type.startsWith("aws_") && !otherPolicies.has(type);

/** The documents in an attribute; `unknown` for one that is known only after the apply. */
export function documentsIn(name: string, value: unknown): string[] {
  if (isDocument(value) || (value === unknown && documentName.test(name))) {
    return [String(value)];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) => documentsIn(Array.isArray(value) ? name : key, item))
    : [];
}

/** To whom the permissions of a document without principals are given. */
function holder(address: string, { role, user, group, name }: Block): string {
  const found = [role, user, group].find((value) => typeof value === "string");
  return String(found ?? name ?? address);
}

const uncertain = (name: string, doubt: Doubt, after?: string): Found => ({
  kind: "permission",
  direction: "widened",
  verb: "the policy changes:",
  who: [],
  actions: [name],
  resources: [],
  ...(after && { after: [after] }),
  doubt,
  attributes: [name],
});

async function compareAttribute(
  address: string,
  name: string,
  before: Block,
  after: Block,
): Promise<Found[]> {
  const [old, next] = [documentsIn(name, before[name]), documentsIn(name, after[name])];
  if (next.includes(unknown)) {
    return [uncertain(name, unknown)];
  }
  if (old.length > 0 && next.length === 0 && typeof after[name] === "string" && after[name] !== "") {
    return [uncertain(name, "cannot be compared")];
  }
  const [oldHolder, nextHolder] = [holder(address, before), holder(address, after)];
  if (oldHolder === nextHolder && isDeepStrictEqual(old, next)) {
    return [];
  }
  const read = (documents: readonly string[], self: string): (Grant[] | undefined)[] =>
    documents.map((document) => grantsOf(document, self));
  const [oldGrants, nextGrants] = [read(old, oldHolder), read(next, nextHolder)];
  if ([...oldGrants, ...nextGrants].includes(undefined)) {
    return [uncertain(name, "cannot be compared")];
  }
  return compareGrants(
    oldGrants.flatMap((grants) => grants ?? []),
    nextGrants.flatMap((grants) => grants ?? []),
    name,
  );
}

/** What the IAM documents of a resource allow more or less. */
export async function policyFindings(
  address: string,
  type: string,
  before: Block | undefined,
  after: Block | undefined,
): Promise<Found[]> {
  if (!isPolicyType(type)) {
    return [];
  }
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const found = await Promise.all(
    names.map((name) => compareAttribute(address, name, before ?? {}, after ?? {})),
  );
  const reset = after === undefined && Object.hasOwn(defaults, type) ? defaults[type] : undefined;
  return [...found.flat(), ...(reset ? [uncertain("policy", "cannot be compared", reset)] : [])];
}
