import type { Node } from "constructs";

/**
 * The name in a Terraform address: the ids of the constructs in the stack, joined by `_`, such as `network_private` in
 * `aws_subnet.network_private`. The id `Default` is omitted, as in the constructs library: it is the main resource of a
 * module, such as `aws_vpc.network`.
 */
export function addressName(node: Node, stack: Node): string {
  return node.scopes
    .slice(node.scopes.findIndex((scope) => scope.node === stack) + 1)
    .map((scope) => scope.node.id)
    .filter((name) => name !== "Default")
    .join("_")
    .replace(/[^A-Za-z0-9_-]/g, "_");
}
