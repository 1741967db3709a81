import { isInternet } from "../access/cidr";
import type { Condition } from "../access/condition";
import { unknown } from "../access/finding";
import { containsActions, grantsOf, relateScopes, type Grant } from "../access/grants";
import { documentsIn, isPolicyType } from "../access/policies";
import { isBlock, isMarked, itemsOf, type Block } from "../plan-json";
import type { PolicyPlan, PolicyResource, Rule, Violation } from "./rule";

/**
 * Keys of conditions that say who may do something, or from where. Amazon S3 calls a policy public if it grants access to
 * everybody without a fixed value of such a key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
const limiting = new Set(
  [
    ...["Arn", "Account", "Owner", "OrgID", "OrgPaths", "Vpc", "Vpce", "Ip"].map((key) => `aws:Source${key}`),
    ...["Arn", "Account", "OrgID", "OrgPaths", "ServiceName"].map((key) => `aws:Principal${key}`),
    ...["aws:userid", "kms:CallerAccount", "s3:DataAccessPointArn", "s3:DataAccessPointAccount"],
  ].map((key) => key.toLowerCase()),
);

/** Operators that compare with a value: not those that exclude one, or that are fulfilled without the key. */
const comparing = /^(foranyvalue:)?(string(equals|equalsignorecase|like)|arn(equals|like)|ipaddress)$/i;

/** Whether a value stands for somebody: it has no wildcard, or is an ARN of an account, or is in an organization. */
const isFixed = (value: string) =>
  !/[*?]|\$\{/.test(value) || /^(arn:[\w-]+:[\w-]+:[\w*-]*:\d{12}:|o-\w+\/)/.test(value);

function limits({ operator, key, values }: Condition): boolean {
  const isAddress = key.toLowerCase() === "aws:sourceip";
  return (
    limiting.has(key.toLowerCase()) &&
    comparing.test(operator) &&
    values.length > 0 &&
    values.every((value) => (isAddress ? !isInternet(value) : isFixed(value)))
  );
}

/** The principal of statements that name none: the holder of the policy. */
const holder = "holder";

const isWildcard = ({ source, principal }: Grant) =>
  source.effect === "Allow" &&
  principal.text !== holder &&
  (principal.exclude.length > 0 || principal.text.slice(principal.text.indexOf(":") + 1).includes("*"));

/** The document that `aws_iam_policy_document` makes of its blocks. */
function documentOf({ statement }: Block): string {
  const statements = itemsOf(statement).map((one) => {
    const { effect, actions, not_actions, resources, not_resources, principals, not_principals, condition } =
      one as Block;
    const given = (name: string, values: unknown) =>
      values === undefined || values === null || (Array.isArray(values) && values.length === 0)
        ? {}
        : { [name]: values };
    const named = (name: string, blocks: unknown) => {
      const byType = new Map<string, unknown[]>();
      for (const { type, identifiers } of itemsOf(blocks) as Block[]) {
        byType.set(String(type), [...(byType.get(String(type)) ?? []), ...[identifiers].flat()]);
      }
      return byType.size === 0 ? {} : { [name]: byType.has("*") ? "*" : Object.fromEntries(byType) };
    };
    const conditions: Record<string, Record<string, unknown>> = {};
    for (const { test, variable, values } of itemsOf(condition) as Block[]) {
      conditions[String(test)] = { ...conditions[String(test)], [String(variable)]: values };
    }
    return {
      Effect: effect ?? "Allow",
      ...given("Action", actions),
      ...given("NotAction", not_actions),
      ...given("Resource", resources),
      ...given("NotResource", not_resources),
      ...named("Principal", principals),
      ...named("NotPrincipal", not_principals),
      Condition: conditions,
    };
  });
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** What the documents of an attribute grant; undefined if one of them is not known, or cannot be read. */
class Documents {
  constructor(private readonly plan: PolicyPlan) {}

  grants(resource: PolicyResource, name: string): readonly Grant[] | undefined {
    const documents = documentsIn(name, resource.after?.[name]);
    const referred = documents.includes(unknown) ? this.referred(resource, name) : [];
    const known = documents.filter((document) => document !== unknown);
    return referred && this.read([...known, ...referred]);
  }

  read(documents: readonly string[]): readonly Grant[] | undefined {
    const read = documents.map((document) => grantsOf(document, holder));
    return read.includes(undefined) ? undefined : read.flatMap((grants) => grants ?? []);
  }

  /** The documents that an expression refers to and that Terraform reads only during the apply. */
  private referred(resource: PolicyResource, name: string): string[] | undefined {
    const addresses = this.plan
      .references(resource, name)
      .filter((reference) => /^data\.aws_iam_policy_document\.\w+$/.test(reference));
    const blocks = addresses.map((address) => this.plan.documents(address));
    const isComplete = (block: Block) =>
      itemsOf(block["statement"]).every(isBlock) &&
      block["statement"] !== unknown &&
      ["source_policy_documents", "override_policy_documents"].every(
        (other) => ![block[other]].flat().includes(unknown),
      );
    const all = blocks.flat();
    return addresses.length === 0 || blocks.some((one) => one.length === 0) || !all.every(isComplete)
      ? undefined
      : all.flatMap((block) => [
          documentOf(block),
          ...["source_policy_documents", "override_policy_documents"].flatMap((other) =>
            itemsOf(block[other]).map(String),
          ),
        ]);
  }
}

/**
 * Whether the documents of a type say who may do something: not those of an identity, which name nobody, and not those of an
 * endpoint, which limit what may be done through it.
 */
const namesPrincipals = (type: string) =>
  isPolicyType(type) && !/^aws_(vpc_endpoint.*|iam_((role|user|group)_)?policy)$/.test(type);

function violationsOf(resource: PolicyResource, plan: PolicyPlan): Violation[] {
  const { address, type, before = {}, after = {}, change } = resource;
  if (!namesPrincipals(type)) {
    return [];
  }
  const documents = new Documents(plan);
  return Object.keys(after).flatMap((name): Violation[] => {
    const now = documents.grants(resource, name);
    if (now === undefined) {
      const isSame = JSON.stringify(before[name]) === JSON.stringify(after[name]);
      return isSame
        ? []
        : [{ address, sentence: `${name}: its document cannot be read before the apply`, isUndecided: true }];
    }
    const open = (grants: readonly Grant[] | undefined = []) =>
      grants.filter((grant) => isWildcard(grant) && !grant.conditions.some(limits));
    const old = open(documents.read(documentsIn(name, before[name])));
    const added = open(now).filter(
      (grant) => !old.some((one) => relateScopes(one, grant) === "contains" && containsActions(one, grant)),
    );
    const undecided = now.filter(
      ({ source, principal }) =>
        source.effect === "Allow" && plan.isUnknown(principal.text.replace(/^\w+:/, "")),
    );
    const isSensitive = isMarked(change.afterSensitive?.[name]) || isMarked(change.beforeSensitive?.[name]);
    const actions = (grants: readonly Grant[]) =>
      isSensitive ? "" : `: ${[...new Set(grants.map(({ action }) => action.text))].join(", ")}`;
    return [
      ...(added.length > 0
        ? [
            {
              address,
              sentence: `${name}: everybody, without a condition that limits who, may do something${actions(added)}`,
            },
          ]
        : []),
      ...(undecided.length > 0
        ? [
            {
              address,
              sentence: `${name}: a principal is not known yet${actions(undecided)}`,
              isUndecided: true as const,
            },
          ]
        : []),
    ];
  });
}

/** Nothing of AWS can be used by everybody. */
export const wildcardPrincipals: Rule = {
  name: "wildcard-principals",
  sentence: "No policy allows everybody, unless a condition limits who",
  violations: (plan) => plan.resources.flatMap((resource) => violationsOf(resource, plan)),
};
