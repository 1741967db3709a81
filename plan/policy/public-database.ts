import { isInternet } from "../access/cidr";
import { unknown } from "../access/finding";
import { openingsOf } from "../access/network";
import { covers, portsText, type Opening } from "../access/openings";
import { isBlock, withoutKey, type Block } from "../plan-json";
import type { PolicyPlan, PolicyResource, Rule, Violation } from "./rule";

/** Attributes with the security groups of a database, and the types that have them. */
const groupAttributes: Readonly<Record<string, string>> = {
  aws_db_instance: "vpc_security_group_ids",
  aws_rds_cluster: "vpc_security_group_ids",
  aws_docdb_cluster: "vpc_security_group_ids",
  aws_neptune_cluster: "vpc_security_group_ids",
  aws_redshift_cluster: "vpc_security_group_ids",
  aws_elasticache_cluster: "security_group_ids",
  aws_elasticache_replication_group: "security_group_ids",
};

type Side = "before" | "after";

/** A public opening of a security group. */
interface PublicOpening {
  readonly address: string;
  /** The security group: its address if it is in the plan, else its ID; undefined if it is not known. */
  readonly group: string | undefined;
  readonly opening: Opening;
  readonly isUndecided: boolean;
}

const listOf = (value: unknown): unknown[] => (value === undefined || value === null ? [] : [value].flat());

/** References to security groups, which are not addresses, are left out where they are not known. */
function withoutUnknownGroups(block: Block): Block {
  const without = (part: Block): Block =>
    Object.fromEntries(
      Object.entries(part)
        .filter(
          ([name, value]) =>
            !(/security_group/.test(name) && name !== "security_group_id" && listOf(value).includes(unknown)),
        )
        .map(([name, value]) => [
          name,
          Array.isArray(value) ? value.map((one: unknown) => (isBlock(one) ? without(one) : one)) : value,
        ]),
    );
  return without(block);
}

/** The databases and public openings of a plan. */
class Databases {
  private readonly groups: ReadonlyMap<string, string>;

  constructor(private readonly plan: PolicyPlan) {
    this.groups = new Map(
      plan.resources
        .filter(({ type }) => type === "aws_security_group")
        .flatMap(({ address, before, after }) =>
          [before?.["id"], after?.["id"]].map((id) => [String(id), withoutKey(address)] as const),
        ),
    );
  }

  /** The databases with each security group, by group. */
  byGroup(side: Side): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const resource of this.plan.resources) {
      const attribute = groupAttributes[resource.type];
      if (attribute !== undefined && resource[side]) {
        for (const group of this.groupsIn(resource, attribute, side)) {
          found.set(group, [...(found.get(group) ?? []), resource.address]);
        }
      }
    }
    return found;
  }

  openings(side: Side): PublicOpening[] {
    return this.plan.resources.flatMap((resource) => {
      const block = resource[side];
      if (!block || !resource.type.includes("security_group")) {
        return [];
      }
      const { openings } = openingsOf(resource.type, withoutUnknownGroups(block));
      const isGroup = /^aws_(default_)?security_group$/.test(resource.type);
      const groups = isGroup
        ? [withoutKey(resource.address)]
        : this.groupsIn(resource, "security_group_id", side);
      return openings
        .filter(({ direction }) => direction === "from")
        .map((opening) => ({ opening, isUndecided: this.isUndecided(opening.peer) }))
        .filter(({ opening, isUndecided }) => isUndecided || isInternet(opening.peer))
        .flatMap((found) =>
          (groups.length > 0 ? groups : [undefined]).map((group) => ({
            ...found,
            address: resource.address,
            group,
          })),
        );
    });
  }

  private isUndecided(peer: string): boolean {
    return this.plan.isUnknown(peer) || peer.startsWith("pl-");
  }

  /** The security groups that an attribute names: by values, or by references to what is not made yet. */
  private groupsIn(resource: PolicyResource, attribute: string, side: Side): string[] {
    const values = listOf(resource[side]?.[attribute]);
    const known = values.filter((value) => !this.plan.isUnknown(value)).map(String);
    const referred =
      side === "after" && known.length < Math.max(1, values.length)
        ? this.plan
            .references(resource, attribute)
            .filter((reference) => /^aws_(default_)?security_group\.\w+$/.test(reference))
        : [];
    return [...new Set([...known.map((id) => this.groups.get(id) ?? id), ...referred])];
  }
}

function openDatabases(plan: PolicyPlan): Violation[] {
  const databases = new Databases(plan);
  const [old, now] = [databases.byGroup("before"), databases.byGroup("after")];
  const before = databases.openings("before");
  return databases.openings("after").flatMap(({ address, group, opening, isUndecided }): Violation[] => {
    const from = `${opening.peer === unknown ? "an address that is not known yet" : opening.peer} (${portsText(opening)})`;
    if (group === undefined) {
      return now.size === 0 || isUndecided
        ? []
        : [{ address, sentence: `opens a group that is not known yet to ${from}`, isUndecided: true }];
    }
    const isOld = before.some((one) => one.group === group && covers(one.opening, opening));
    return (now.get(group) ?? [])
      .filter((database) => !(isOld && old.get(group)?.includes(database)))
      .map((database) => ({
        address,
        sentence: `opens the database ${database} to ${from}`,
        ...(isUndecided && { isUndecided }),
      }));
  });
}

function publiclyAccessible({ address, before, after }: PolicyResource, plan: PolicyPlan): Violation[] {
  const name = "publicly_accessible";
  const value = after?.[name];
  if (plan.isUnknown(value)) {
    return [{ address, sentence: `${name} is not known yet`, isUndecided: true }];
  }
  return value === true && before?.[name] !== true
    ? [{ address, sentence: `has an address in the internet (${name})` }]
    : [];
}

/** A database has no public address, and no security group of it is open to the internet. */
export const publicDatabase: Rule = {
  name: "public-database",
  sentence: "No database can be reached from the internet",
  violations: (plan) => [
    ...plan.resources.flatMap((resource) => publiclyAccessible(resource, plan)),
    ...openDatabases(plan),
  ],
};
