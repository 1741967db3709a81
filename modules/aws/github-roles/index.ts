import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Token } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import {
  byKey,
  choose,
  eachOf,
  fieldIn,
  format,
  givenOr,
  ifAny,
  instance,
  isGiven,
  listIn,
  mayHave,
  not,
  onlyIf,
  unlessIf,
} from "../../kit/terms";
import { applyCommon } from "../common";
import { boundaryStatements } from "./boundary";
import { imageStatements } from "./image";
import { otherSecrets, planStatements } from "./plan";
import { githubRolesContract, githubRolesSchema, type GithubRolesConfig } from "./schema";
import { githubTrust, issuer } from "./trust";

export * from "./schema";

/** Longest session of a role that deploys, in seconds. */
const deploySessionSeconds = 4 * 3600;

/**
 * The IAM roles of GitHub Actions. Who may assume them, and what they may do, is in `trust.ts`, `plan.ts`, `boundary.ts` and
 * `image.ts`. No role may change one of these roles, a boundary or the OIDC provider: an administrator deploys them.
 *
 * @example new GithubRoles(this, "github_roles", { name: "artist-github", repository: { name: "example/infrastructure" },
 *   environments: { staging: "artist-staging" }, … });
 */
export class GithubRoles extends Construct {
  static readonly schema = githubRolesSchema;
  static readonly contract = githubRolesContract;
  readonly outputs: ContractValues<typeof githubRolesContract>;

  constructor(scope: Construct, id: string, config: GithubRolesConfig) {
    super(scope, id);
    const { partition } = new DataAwsPartition(this, "partition");
    const providerArn = this.provider(config);
    const plan = this.role(
      "plan",
      config,
      githubTrust(this, "plan_trust", providerArn, config.repository, {
        subjects: ["pull_request", "ref:refs/heads/main"],
      }),
      planStatements(config, partition),
    );
    const imageRoleArn = this.imageRole(config, providerArn);
    const { boundary, deploy, bound } = this.deployment(config, partition, providerArn);
    applyCommon(this, config);
    bound();
    this.outputs = {
      plan_role_arn: plan.arn,
      image_role_arn: imageRoleArn,
      deploy_role_arns: byKey(deploy, "arn"),
      permissions_boundary_arns: byKey(boundary, "arn"),
      oidc_provider_arn: providerArn,
    };
  }

  /** Without a thumbprint: AWS verifies the certificate of GitHub by its authority. */
  private provider(config: GithubRolesConfig): string {
    const provider = new IamOpenidConnectProvider(this, "Default", {
      count: onlyIf(not(isGiven(config.providerArn))),
      url: `https://${issuer}`,
      clientIdList: ["sts.amazonaws.com"],
    });
    return choose(isGiven(config.providerArn), config.providerArn, ifAny(provider, "arn")) as string;
  }

  /** The ARN of the role that pushes images; null if nobody pushes any. */
  private imageRole(config: GithubRolesConfig, providerArn: string): string {
    const { images } = config;
    if (!mayHave(images)) {
      return Token.asString(Token.nullValue());
    }
    const count = unlessIf(not(isGiven(images)));
    const [workflow = ""] = [fieldIn(images, "workflow")];
    const trust = githubTrust(
      this,
      "image_trust",
      providerArn,
      fieldIn(images, "githubRepository"),
      {
        subjects: ["ref:refs/heads/main"],
        subjectPatterns: ["ref:refs/tags/*"],
        workflow,
      },
      { count },
    );
    const statements = imageStatements(listIn(images, "repositoryArns"));
    return ifAny(this.role("image", config, trust, statements, count), "arn");
  }

  private role(
    id: string,
    config: GithubRolesConfig,
    trust: DataAwsIamPolicyDocument,
    statement: DataAwsIamPolicyDocumentStatement[],
    count?: number,
  ): IamRole {
    const role = new IamRole(this, id, {
      count,
      name: format(`%s-${id}`, config.name),
      assumeRolePolicy: ifAny(trust, "json"),
    });
    const policy = new DataAwsIamPolicyDocument(this, `${id}_policy`, { count, statement });
    new IamRolePolicy(this, `${id}_permissions`, {
      count,
      name: id,
      role: ifAny(role, "name"),
      policy: ifAny(policy, "json"),
    });
    return role;
  }

  /** A boundary and a role for each environment. The boundary is also all that the role may do. */
  private deployment(config: GithubRolesConfig, partition: string, providerArn: string) {
    const environment = eachOf(config.environments);
    const { key: name, value: prefix } = environment;
    const boundaryName = `${config.name}-boundary-${name}`;
    const statement = boundaryStatements(config, partition, {
      name,
      prefix,
      boundaryArn: `arn:${partition}:iam::${config.accountId}:policy/${boundaryName}`,
    });
    const document = new DataAwsIamPolicyDocument(this, "boundary_policy", {
      forEach: environment,
      statement,
    });
    const boundary = new IamPolicy(this, "boundary", {
      forEach: environment,
      name: boundaryName,
      description: `All that deploys ${name} may do, and at most what the roles that it makes may do`,
      policy: instance(document, name, "json"),
    });
    const trust = githubTrust(
      this,
      "deploy_trust",
      providerArn,
      config.repository,
      {
        subjects: [format("environment:%s", name)],
        workflow: `${config.repository.name}/.github/workflows/${config.deployWorkflow}@refs/heads/main`,
      },
      { forEach: environment },
    );
    const deploy = new IamRole(this, "deploy", {
      forEach: environment,
      name: `${config.name}-deploy-${name}`,
      // A new database or cluster, and the releases after it, take longer than the default of an hour.
      maxSessionDuration: deploySessionSeconds,
      assumeRolePolicy: instance(trust, name, "json"),
    });
    const role = instance(deploy, name, "name");
    new IamRolePolicyAttachment(this, "deploy_permissions", {
      forEach: environment,
      role,
      policyArn: instance(boundary, name, "arn"),
    });
    const limits = new DataAwsIamPolicyDocument(this, "deploy_policy", {
      statement: [
        // Only the identities in the cluster assume roles of the environment.
        {
          sid: "NoOtherRole",
          effect: "Deny",
          actions: ["sts:AssumeRole", "sts:TagSession"],
          resources: ["*"],
        },
        otherSecrets(config),
      ],
    });
    new IamRolePolicy(this, "deploy_limits", {
      forEach: environment,
      name: "limits",
      role,
      policy: limits.json,
    });
    const bound = () => {
      deploy.permissionsBoundary = givenOr(
        config.iamRolePermissionsBoundary,
        instance(boundary, name, "arn"),
      );
    };
    return { boundary, deploy, bound };
  }
}
