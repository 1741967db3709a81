import type { Effect } from "../modules/kit/change";
import { changedAttributes, type Block, type ResourceChange } from "./plan-json";

/** What a planned change does, and why. */
export interface PlannedEffect {
  readonly effect: Effect;
  /** The address, with what changes in it. */
  readonly where: string;
  /** What it means, in a sentence; undefined if the effect says it. */
  readonly reason?: string;
}

/** What the change of an attribute does to a resource that is updated. */
interface AttributeFact {
  readonly effect: Effect;
  readonly reason: string;
  /** Which values this is about. @default all */
  readonly when?: (before: unknown, after: unknown) => boolean;
}

/** What is known about a type of resource beyond the actions of a plan. */
interface TypeFacts {
  /** Attributes whose update is more than `in place`. */
  readonly attributes?: Readonly<Record<string, AttributeFact>>;
  /** The effect of its replacement. @default replacement */
  readonly replaced?: { readonly effect: Effect; readonly reason: string };
}

const modifyInstance = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html";
const sizeOf = (scaling: unknown) =>
  Number(([scaling].flat()[0] as Block | undefined)?.["desired_size"] ?? 0);

const drained = "EKS replaces the nodes, and drains each one before";

/**
 * What a plan does not say. `__tests__/plan/effects.test.ts` compares the interruptions of a database with the documentation of
 * the API, and the whole test compares the effects with docs/changes.md.
 */
export const typeFacts: Readonly<Record<string, TypeFacts>> = {
  aws_db_instance: {
    attributes: {
      instance_class: {
        effect: "interruption",
        reason: `an outage while RDS changes the class: ${modifyInstance}`,
      },
      engine_version: { effect: "interruption", reason: `an outage while RDS upgrades: ${modifyInstance}` },
      db_subnet_group_name: { effect: "interruption", reason: `an outage: ${modifyInstance}` },
      port: { effect: "interruption", reason: `the instance restarts: ${modifyInstance}` },
      apply_immediately: {
        effect: "interruption",
        reason: "changes that wait for the maintenance window are made at once",
        when: (_, after) => after === true,
      },
    },
  },
  // Of this project, only the name of the next final snapshot.
  terraform_data: { replaced: { effect: "in place", reason: "no real resource" } },
  aws_db_parameter_group: {
    replaced: { effect: "in place", reason: "the database gets the new group first" },
  },
  aws_acm_certificate: {
    replaced: { effect: "in place", reason: "the old one is deleted after the new one is used" },
  },
  aws_acm_certificate_validation: { replaced: { effect: "in place", reason: "no real resource" } },
  aws_route53_record: {
    replaced: { effect: "interruption", reason: "the name is not found until the record is made again" },
  },
  aws_eks_node_group: {
    replaced: { effect: "rolling", reason: "the new group is complete before EKS drains the old one" },
    attributes: {
      launch_template: { effect: "rolling", reason: drained },
      version: { effect: "rolling", reason: drained },
      release_version: { effect: "rolling", reason: drained },
      scaling_config: {
        effect: "rolling",
        reason: "EKS drains the nodes that it removes",
        when: (before, after) => sizeOf(after) < sizeOf(before),
      },
    },
  },
  aws_eks_cluster: {
    attributes: {
      version: {
        effect: "interruption",
        reason: "single requests to the API server fail while EKS upgrades it",
      },
    },
  },
  // Another version of the value replaces it. Of this project, the passwords of the database roles.
  aws_secretsmanager_secret_version: {
    replaced: {
      effect: "interruption",
      reason: "the old value is refused until the pods that use it are replaced",
    },
  },
  helm_release: {
    attributes: {
      values: { effect: "rolling", reason: "pods whose settings change are replaced" },
      version: { effect: "rolling", reason: "pods of another version of the chart replace the old ones" },
    },
  },
};

function effectOfUpdate(change: ResourceChange, facts: TypeFacts | undefined): PlannedEffect[] {
  return changedAttributes(change).map((name) => {
    const fact = facts?.attributes?.[name];
    const applies = fact && (fact.when?.(change.before?.[name], change.after?.[name]) ?? true);
    return {
      where: `${change.address}.${name}`,
      ...(applies ? { effect: fact.effect, reason: fact.reason } : { effect: "in place" }),
    };
  });
}

/** The effects of a planned change of a resource. */
export function effectsOfChange(change: ResourceChange): PlannedEffect[] {
  const facts = Object.hasOwn(typeFacts, change.type) ? typeFacts[change.type] : undefined;
  const has = (action: string) => change.actions.includes(action);
  const where = change.address;
  if (has("delete") && has("create")) {
    return [{ where, ...(facts?.replaced ?? { effect: "replacement" }) }];
  }
  if (has("delete") || has("forget")) {
    return [{ where, effect: "removal" }];
  }
  return has("create") ? [{ where, effect: "in place" }] : effectOfUpdate(change, facts);
}
