import type { Node } from "constructs";

/**
 * The name in a Terraform address: the constructs' names below the stack joined by `_`, such as `network_private` of
 * `aws_subnet.network_private`. `Default` is left out, as everywhere in the constructs' world: it is the one that a
 * module is about, such as `aws_vpc.network`.
 */
export function addressName(node: Node, stack: Node): string {
  return node.scopes
    .slice(node.scopes.findIndex((scope) => scope.node === stack) + 1)
    .map((scope) => scope.node.id)
    .filter((name) => name !== "Default")
    .join("_")
    .replace(/[^A-Za-z0-9_-]/g, "_");
}
