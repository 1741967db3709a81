import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { TerraformResource, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";
import type { ModuleClass } from "../kit/module";
import { iamRolePath, policyArn, tags } from "../kit/rules";
import { choose, isGiven, merged } from "../kit/terms";

/** Inputs of every module with AWS resources. */
export const taggedInputs = {
  tags: tags.describe(
    "Tags of every resource that can have tags. The module's own, such as `Name`, are added, and win for the same name",
  ),
};

/** Inputs of every module with IAM roles. The names are those of terraform-aws-modules/eks. */
export const roleInputs = {
  iamRolePath: iamRolePath
    .optional()
    .describe(
      "Path of every IAM role and instance profile. Default: `/`. Another path replaces them, although the names stay the same",
    ),
  iamRolePermissionsBoundary: policyArn
    .optional()
    .describe("ARN of the managed policy that is the permissions boundary of every IAM role"),
};

type Tags = Readonly<Record<string, string>>;

/** Values of the inputs of IAM roles. */
export interface RoleConfig {
  readonly iamRolePath?: string | undefined;
  readonly iamRolePermissionsBoundary?: string | undefined;
}

/** Values of the inputs that modules with AWS resources have in common. */
export interface CommonConfig extends RoleConfig {
  readonly tags: Tags;
}

/** The common inputs of a configuration, for the modules inside of a module. */
export const commonOf = ({ tags, iamRolePath, iamRolePermissionsBoundary }: CommonConfig) => ({
  tags: { ...tags },
  iamRolePath,
  iamRolePermissionsBoundary,
});

/** The path of the roles in the text of an ARN: `role${rolePathOf(config)}name`. */
export const rolePathOf = ({ iamRolePath }: RoleConfig): string =>
  choose(isGiven(iamRolePath), iamRolePath, "/") ?? "/";

/**
 * Gives the tags to every resource of a module that can have tags, and path and permissions boundary to every IAM role. The
 * last statement of the constructor of each module with AWS resources. A module inside of it gets the inputs itself.
 */
export function applyCommon(scope: Construct, config: CommonConfig): void {
  for (const resource of ownResources(scope)) {
    if (isTaggable(resource)) {
      resource.tags = withTags(resource, config.tags, resource.tagsInput);
    }
    if (resource instanceof IamRole || resource instanceof IamInstanceProfile) {
      const named: { path: string | undefined } = resource;
      named.path = config.iamRolePath;
    }
    if (resource instanceof IamRole) {
      const role: { permissionsBoundary: string | undefined } = resource;
      role.permissionsBoundary = config.iamRolePermissionsBoundary;
    }
  }
}

/** Tags for a part of a resource to which default tags of the provider are added too, such as the volume of an instance. */
export function withTags(scope: Construct, given: Tags, own: Tags = {}): Record<string, string> | undefined {
  const all = merged(besideDefaults(scope, given), own);
  return Token.isUnresolved(all) || Object.keys(all).length > 0 ? all : undefined;
}

/** The tags without those that the provider of the stack adds to every resource: a plan would show them twice. */
function besideDefaults(scope: Construct, given: Tags): Tags {
  if (Token.isUnresolved(given)) {
    return given;
  }
  const providers = TerraformStack.of(scope).node.children.filter((child) => child instanceof AwsProvider);
  const [defaults] = providers.map(({ defaultTagsInput }) => defaultTagsInput);
  const added = Array.isArray(defaults) ? (defaults[0]?.tags ?? {}) : {};
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => added[name] !== value));
}

interface Taggable {
  tags: Tags | undefined;
  readonly tagsInput: Tags | undefined;
}

function isTaggable(resource: TerraformResource): resource is TerraformResource & Taggable {
  return "tagsInput" in resource;
}

/** The resources of a module without those of the modules inside of it. */
function ownResources(scope: Construct): TerraformResource[] {
  return scope.node.children
    .filter((child) => (child.constructor as Partial<ModuleClass>).schema === undefined)
    .flatMap((child) => [
      ...(TerraformResource.isTerraformResource(child) ? [child] : []),
      ...ownResources(child as Construct),
    ]);
}
