import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { projectPath } from "../modules/kit/project-path";
import type { StateResource } from "../terraform/operations";
import { quotedAddress, stackFolder } from "../terraform/stacks";

/** What a stack has deployed. */
export interface DeployedStack {
  readonly stack: string;
  /** The resources in its state. */
  readonly resources: readonly StateResource[];
}

/** Something that a destroy of a stack would be refused by, or may be refused by. */
export interface Protection {
  readonly stack: string;
  readonly address: string;
  /** What protects the resource. */
  readonly by: string;
  /** How to lift the protection on purpose. */
  readonly remedy: string;
}

/** One line for the user. */
export const describeProtection = ({ stack, address, by, remedy }: Protection) =>
  `${stack}: ${address}: ${by}; ${remedy}`;

/**
 * Attributes by which AWS refuses a deletion, and the values that do, in all types of the provider. `deletion_protection`
 * of a user pool is ACTIVE. https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
const refusing: Readonly<Record<string, readonly unknown[]>> = {
  deletion_protection: [true, "ACTIVE"],
  deletion_protection_enabled: [true],
  enable_deletion_protection: [true],
  delete_protection: [true],
  disable_api_termination: [true],
  termination_protection: [true],
  termination_protection_enabled: [true],
};

/** Attributes without which AWS refuses to delete a resource that has content, which is not part of a state. */
const contents: Readonly<Record<string, readonly [attribute: string, content: string]>> = {
  aws_s3_bucket: ["force_destroy", "objects"],
  aws_ecr_repository: ["force_delete", "images"],
};

/** The option of a stage that sets an attribute of a resource of the stacks. */
const options: Readonly<Record<string, string>> = {
  "aws_db_instance.database deletion_protection": "database.deletionProtection",
  "aws_s3_bucket.logs force_destroy": "logBucket.forceDestroy",
};

const setting = ({ type, name }: StateResource, attribute: string) =>
  options[`${type}.${name} ${attribute}`] ?? `${attribute} of ${type}.${name}`;

interface StackJson {
  readonly resource?: Record<string, Record<string, { readonly lifecycle?: unknown }>>;
}

/** Whether the synthesized configuration of a stack has `prevent_destroy` for a resource of its root module. */
function preventsDestroy({ resource }: StackJson, { type, name, address }: StateResource): boolean {
  const [lifecycle] = [resource?.[type]?.[name]?.lifecycle].flat() as (
    { prevent_destroy?: boolean } | undefined
  )[];
  return lifecycle?.prevent_destroy === true && !address.startsWith("module.");
}

const readStackJson = (stack: string) =>
  JSON.parse(readFileSync(join(stackFolder(stack), "cdk.tf.json"), "utf8")) as StackJson;

/**
 * The resources of a stack that refuse to be destroyed: what AWS protects, by the state, and what Terraform protects, by
 * the configuration.
 */
export function protectionsOf(
  { stack, resources }: DeployedStack,
  json = readStackJson(stack),
): Protection[] {
  const folder = relative(projectPath(), stackFolder(stack));
  return resources.flatMap((resource): Protection[] => {
    const { address, values } = resource;
    const byAws = Object.entries(refusing).filter(([attribute, set]) => set.includes(values[attribute]));
    return [
      ...byAws.map(([attribute]) => ({
        stack,
        address,
        by: `${attribute} is on`,
        remedy: `set ${setting(resource, attribute)} to false in the stage's file, and deploy ${stack}`,
      })),
      ...(preventsDestroy(json, resource)
        ? [
            {
              stack,
              address,
              by: "prevent_destroy",
              remedy: `to leave it in the account: terraform -chdir=${folder} state rm ${quotedAddress(address)}`,
            },
          ]
        : []),
    ];
  });
}

/** The resources of a stack that AWS refuses to delete if they have content. The state does not show whether they have. */
export function possibleRefusals({ stack, resources }: DeployedStack): Protection[] {
  return resources.flatMap((resource) => {
    const [attribute, content] = contents[resource.type] ?? [];
    return attribute === undefined || resource.values[attribute] === true
      ? []
      : [
          {
            stack,
            address: resource.address,
            by: `AWS refuses to delete it if it has ${content}`,
            remedy: `to delete these as well: set ${setting(resource, attribute)} to true in the stage's file, and deploy ${stack} first`,
          },
        ];
  });
}
