import type { Block } from "../plan-json";
import { unknown, type Found } from "./finding";

/** Access that exists as long as a resource does: which attributes say who gets what. */
interface Relation {
  readonly who: readonly string[];
  readonly what: readonly string[];
  /** A nested attribute is named with dots. */
  readonly on: readonly string[];
  readonly verb: string;
}

const attached = (who: string): Relation => ({
  who: [who],
  what: ["policy_arn"],
  on: [],
  verb: "has the policy",
});

/** The types of such resources. */
export const relations: Readonly<Record<string, Relation>> = {
  aws_iam_role_policy_attachment: attached("role"),
  aws_iam_user_policy_attachment: attached("user"),
  aws_iam_group_policy_attachment: attached("group"),
  aws_iam_policy_attachment: { ...attached("roles"), who: ["roles", "users", "groups"] },
  aws_iam_role_policy_attachments_exclusive: { ...attached("role_name"), what: ["policy_arns"] },
  aws_iam_role: { who: ["name"], what: ["managed_policy_arns"], on: [], verb: "has the policy" },
  aws_iam_user_group_membership: { who: ["user"], what: ["groups"], on: [], verb: "is in the group" },
  aws_iam_group_membership: { who: ["users"], what: ["group"], on: [], verb: "is in the group" },
  aws_iam_instance_profile: { who: ["name"], what: ["role"], on: [], verb: "gives instances the role" },
  aws_eks_access_policy_association: {
    who: ["principal_arn"],
    what: ["policy_arn"],
    on: ["cluster_name", "access_scope.type", "access_scope.namespaces"],
    verb: "has the access policy",
  },
  aws_eks_access_entry: {
    who: ["principal_arn"],
    what: ["type", "kubernetes_groups"],
    on: ["cluster_name"],
    verb: "may enter the cluster as",
  },
  aws_ecr_replication_configuration: {
    who: ["replication_configuration.rule.destination.registry_id"],
    what: ["replication_configuration.rule.repository_filter.filter"],
    on: ["replication_configuration.rule.destination.region"],
    verb: "gets copies of the images of",
  },
  aws_eks_pod_identity_association: {
    who: ["namespace", "service_account"],
    what: ["role_arn", "target_role_arn"],
    on: ["cluster_name"],
    verb: "has the role",
  },
};

/** The values of an attribute; of each block, if it is nested. */
function valuesOf(value: unknown, [name, ...rest]: readonly string[]): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => valuesOf(item, name === undefined ? [] : [name, ...rest]));
  }
  if (value === undefined || value === null || value === "") {
    return [];
  }
  if (value === unknown || name === undefined) {
    return [String(value)];
  }
  return typeof value === "object" ? valuesOf((value as Block)[name], rest) : [];
}

interface Given {
  readonly who: string;
  readonly what: string;
  readonly on: readonly string[];
}

function given(block: Block | undefined, { who, what, on }: Relation): Given[] {
  const values = (names: readonly string[]) => names.flatMap((name) => valuesOf(block, name.split(".")));
  // A list of principals has each of them; a namespace and a service account are one principal.
  const principals = who[0] === "namespace" ? [values(who).join("/")] : values(who);
  return principals.flatMap((principal) =>
    values(what).map((one) => ({ who: principal, what: one, on: values(on) })),
  );
}

/** Which of these relations a change of a resource makes or ends. */
export function relationFindings(type: string, before: Block | undefined, after: Block | undefined): Found[] {
  const relation = Object.hasOwn(relations, type) ? relations[type] : undefined;
  if (!relation) {
    return [];
  }
  const [old, next] = [given(before, relation), given(after, relation)];
  const without = (some: readonly Given[], others: readonly Given[]) => {
    const texts = new Set(others.map((other) => JSON.stringify(other)));
    return some.filter((one) => !texts.has(JSON.stringify(one)));
  };
  const found = ({ who, what, on }: Given, isAdded: boolean): Found => ({
    kind: "permission",
    direction: isAdded ? "widened" : "narrowed",
    verb: isAdded ? relation.verb : `no longer ${relation.verb}`,
    who: [who],
    actions: [what],
    resources: on,
    ...([who, what, ...on].some((text) => text.includes(unknown)) && { doubt: unknown }),
    attributes: [...relation.who, ...relation.what, ...relation.on].map((name) => name.split(".")[0] ?? name),
  });
  return [
    ...without(next, old).map((one) => found(one, true)),
    ...without(old, next).map((one) => found(one, false)),
  ];
}

/** A permissions boundary that is removed or changed. Its document is another resource. */
export function boundaryFindings(before: Block | undefined, after: Block | undefined): Found[] {
  const name = "permissions_boundary";
  const [old, next] = [valuesOf(before, [name]), valuesOf(after, [name])];
  if (!before || !after || old.join() === next.join()) {
    return [];
  }
  const isAdded = old.length === 0 && !next.includes(unknown);
  const doubt = next.includes(unknown) ? unknown : ("cannot be compared" as const);
  return [
    {
      kind: "permission",
      direction: isAdded ? "narrowed" : "widened",
      verb: next.length === 0 ? "lost its boundary:" : "has another boundary:",
      who: valuesOf(after, ["name"]),
      actions: [name],
      resources: [],
      before: old,
      after: next,
      ...(old.length > 0 && next.length > 0 && { doubt }),
      ...(old.length === 0 && next.includes(unknown) && { doubt }),
      attributes: [name],
    },
  ];
}
