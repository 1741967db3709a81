import {
  FOR_EXPRESSION_KEY,
  FOR_EXPRESSION_VALUE,
  forExpression,
  propertyAccess,
  TerraformIterator,
  Token,
  type TerraformResource,
} from "cdktf";

/** An attribute of all instances of a resource that has `for_each`, in the order of their keys. */
export function all(resource: TerraformResource, attribute: string): string[] {
  return Token.asList(TerraformIterator.fromResources(resource).pluckProperty(attribute));
}

/** An attribute of one instance of a resource that has `for_each`. */
export function instance(resource: TerraformResource, key: unknown, attribute: string): string {
  return Token.asString(propertyAccess(resource.fqn, [key, attribute]));
}

/** An attribute of all instances of a resource that has `for_each`, by their keys. */
export function byKey(resource: TerraformResource, attribute: string): Record<string, string> {
  return Token.asStringMap(
    forExpression(resource.fqn, propertyAccess(FOR_EXPRESSION_VALUE, [attribute]), FOR_EXPRESSION_KEY),
  );
}
