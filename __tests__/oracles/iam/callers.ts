import type { Stacks } from "../../support/prepared";
import { bucketsOf, defaultKeyPolicy, keysOf, type NamedPolicy, type Role } from "./inventory";
import { isAllowed, type Request } from "./simulation";

/** Decides requests of a role: with its policies, and with the policies of the buckets and keys of all stacks. */
export class Callers {
  private readonly resources;

  constructor(stacks: Stacks) {
    const all = Object.keys(stacks).flatMap((stack) => [
      ...bucketsOf(stacks, stack),
      ...keysOf(stacks, stack),
    ]);
    this.resources = new Map(all.map((resource) => [resource.arn, resource]));
  }

  /** The requests that are not decided as expected. */
  async exceptions(
    role: Role,
    managedPolicies: readonly NamedPolicy[],
    requests: readonly Request[],
    expected: boolean,
  ): Promise<Request[]> {
    const decisions = await Promise.all(
      requests.map((request) => this.allows(role, managedPolicies, request)),
    );
    return requests.filter((_, index) => decisions[index] !== expected);
  }

  private allows(role: Role, managedPolicies: readonly NamedPolicy[], request: Request): Promise<boolean> {
    const [bucketOrKey = ""] = request.action.startsWith("s3:")
      ? request.resource.split("/")
      : [request.resource];
    const found = this.resources.get(bucketOrKey);
    const [, , , , account] = request.resource.split(":");
    return isAllowed(
      {
        principal: `${role.arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/session`,
        policies: [...role.inlinePolicies, ...role.ownPolicies, ...managedPolicies],
        boundary: role.boundary,
        resourcePolicy:
          found?.policy ?? (request.action.startsWith("kms:") ? defaultKeyPolicy(role.account) : undefined),
        account: found?.account ?? (account || role.account),
      },
      request,
    );
  }
}
