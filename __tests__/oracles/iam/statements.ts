import { accepts, actionsOf, supports } from "./actions";
import type { Policy, Statement } from "./policy";

async function refusalsOfStatement(statement: Statement): Promise<string[]> {
  const { Action, Condition = {}, Effect } = statement;
  // A trust policy has no resource: it belongs to its role.
  const resources = statement.Resource ?? statement.NotResource ?? ["*"];
  const keys = Object.values(Condition).flatMap((byKey) => Object.keys(byKey));
  const named = await Promise.all(
    Action.map(async (pattern) => ({ pattern, actions: await actionsOf(pattern) })),
  );
  const all = named.flatMap(({ actions }) => actions);
  return [
    ...named.filter(({ actions }) => actions.length === 0).map(({ pattern }) => `${pattern}: no such action`),
    ...named
      .filter(({ actions }) => actions.length > 0)
      .filter(({ actions }) =>
        actions.every((action) => !resources.some((resource) => accepts(action, resource))),
      )
      .map(({ pattern }) => `${pattern}: accepts none of the resources`),
    ...resources
      .filter((resource) => !all.some((action) => accepts(action, resource)))
      .map((resource) => `${resource}: no action of the statement accepts it`),
    ...named.flatMap(({ pattern, actions }) =>
      keys
        .filter((key) => {
          const isSupported = actions.map((action) => supports(action, resources, key));
          // A Deny does not match where the key is missing, if `Null` says so: then one action is enough.
          const isIfPresent = Effect === "Deny" && Condition["Null"]?.[key]?.includes("false");
          return isIfPresent ? !isSupported.includes(true) : isSupported.includes(false);
        })
        .map((key) => `${pattern}: does not support the condition key ${key}`),
    ),
  ];
}

/** What in a policy AWS does not know or would never match, each with its statement. */
export async function refusalsOf(policy: Policy): Promise<string[]> {
  const refusals = await Promise.all(
    policy.Statement.map(async (statement, index) =>
      (await refusalsOfStatement(statement)).map((text) => `${statement.Sid ?? index}: ${text}`),
    ),
  );
  return refusals.flat();
}
