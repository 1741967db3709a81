import { expandActions, hasAction } from "./actions";
import type { Doubt, Found } from "./finding";
import { containsActions, overlaps, relateScopes, type Grant } from "./grants";

/** A grant of one side that the other side does not have. */
interface Missing {
  readonly grant: Grant;
  readonly actions: readonly string[];
  readonly doubt?: Doubt;
}

/** Above this number of actions a report has the pattern of the document. */
const mostActions = 20;

async function missing(grant: Grant, others: readonly Grant[]): Promise<Missing[]> {
  const same = others.filter(({ source }) => source.effect === grant.source.effect);
  const related = same.map((other) => ({ other, relation: relateScopes(other, grant) }));
  const wider = related.filter(({ relation }) => relation === "contains").map(({ other }) => other);
  if (wider.some((other) => containsActions(other, grant))) {
    return [];
  }
  const names = wider.some((other) => overlaps(other, grant)) ? await expandActions(grant.action) : [];
  const left = names.filter((name) => !wider.some((other) => hasAction(other.action, name)));
  if (names.length > 0 && left.length === 0) {
    return [];
  }
  const some = left.length < names.length && left.length <= mostActions;
  const undecided = related.some(({ other, relation }) => relation === "undecided" && overlaps(other, grant));
  return [
    {
      grant,
      actions: some ? left : [grant.action.text],
      ...(undecided && { doubt: "cannot be compared" as const }),
    },
  ];
}

/** A row of a report: what each of `who` may do with each of `resources`. */
interface Row {
  readonly grants: readonly Grant[];
  readonly doubt?: Doubt | undefined;
  readonly who: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Puts the values of a column together where the rest of the row is the same. */
function merge(rows: readonly Row[], column: "who" | "actions" | "resources"): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const { who, actions, resources, doubt, grants } = row;
    const key = JSON.stringify([{ who, actions, resources, [column]: [] }, doubt, grants[0]?.source]);
    const same = merged.get(key);
    const values = [...(same?.[column] ?? []), ...row[column]];
    merged.set(key, {
      ...row,
      grants: [...(same?.grants ?? []), ...grants],
      [column]: [...new Set(values)],
    });
  }
  return [...merged.values()];
}

/** Statements with the same effect, principal, resource and conditions, as one text with all their actions. */
function texts(grants: readonly Grant[]): string[] {
  const actions = new Map<string, Set<string>>();
  for (const { principal, action, resource, source } of grants) {
    const conditions = source.conditions.length > 0 ? ` if ${source.conditions.join(", ")}` : "";
    const key = JSON.stringify([`${source.effect} ${principal.text}`, `on ${resource.text}${conditions}`]);
    actions.set(key, (actions.get(key) ?? new Set()).add(action.text));
  }
  return [...actions].map(([key, names]) => {
    const [who, where] = JSON.parse(key) as [string, string];
    return `${who} ${[...names].join(", ")} ${where}`;
  });
}

const verbs = {
  widened: { Allow: "may", Deny: "no longer denied:" },
  narrowed: { Allow: "may no longer", Deny: "denied:" },
} as const;

async function rowsOf(grants: readonly Grant[], others: readonly Grant[]): Promise<Row[]> {
  const found = (await Promise.all(grants.map((grant) => missing(grant, others)))).flat();
  const rows = found.map(({ grant, actions, doubt }): Row => {
    const { principal, resource } = grant;
    return { grants: [grant], doubt, actions, who: [principal.text], resources: [resource.text] };
  });
  return merge(merge(merge(rows, "actions"), "resources"), "who");
}

/** The most statements of the other side that a finding shows. */
const mostCompared = 5;

/** Compares what two sides allow and deny. */
export async function compareGrants(
  before: readonly Grant[],
  after: readonly Grant[],
  attribute: string,
): Promise<Found[]> {
  const [added, removed] = await Promise.all([rowsOf(after, before), rowsOf(before, after)]);
  const found = (row: Row, isAdded: boolean): Found => {
    const [
      {
        source: { effect, conditions },
      },
    ] = row.grants as [Grant];
    const direction = isAdded === (effect === "Allow") ? "widened" : "narrowed";
    const others = (isAdded ? before : after).filter(
      (other) => other.source.effect === effect && row.grants.some((grant) => overlaps(other, grant)),
    );
    return {
      kind: "permission",
      direction,
      verb: verbs[direction][effect],
      who: row.who,
      actions: row.actions,
      resources: row.resources,
      ...(conditions.length > 0 && { conditions }),
      ...(others.length > 0 && {
        [isAdded ? "before" : "after"]: texts(others).slice(0, mostCompared),
      }),
      ...(row.doubt && { doubt: row.doubt }),
      attributes: [attribute],
    };
  };
  return [...added.map((row) => found(row, true)), ...removed.map((row) => found(row, false))];
}
