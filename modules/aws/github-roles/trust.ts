import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { choose, fieldIn, format, isGiven, joined, partOf } from "../../kit/terms";
import type { GithubRolesConfig } from "./schema";

/** Issuer of the tokens of GitHub Actions: also the prefix of the condition keys with their claims. */
export const issuer = "token.actions.githubusercontent.com";

/** What a token must have. */
interface Conditions {
  /** Ends of the subject: one of them. */
  readonly subjects: readonly string[];
  /** Ends of the subject that may contain `*`. */
  readonly subjectPatterns?: readonly string[];
  /** The workflow, with its branch; it may contain `*`. */
  readonly workflow?: string;
}

type Repository = GithubRolesConfig["repository"];

/** The subject of a repository's tokens: with its IDs if they are given, else with its name alone. */
function subjectsOf(given: Repository | undefined, end: string): string[] {
  const [name = "", ids] = [fieldIn(given, "name"), fieldIn(given, "ids")];
  const [owner, repository] = [partOf(name, "^[^/]+"), partOf(name, "[^/]+$")];
  const [ownerId = "", repositoryId = ""] = [fieldIn(ids, "owner"), fieldIn(ids, "repository")];
  const immutable = format("repo:%s@%s/%s@%s:%s", owner, ownerId, repository, repositoryId, end);
  return choose(isGiven(ids), [immutable], [format("repo:%s:%s", name, end)]);
}

/**
 * A trust policy for tokens of GitHub Actions.
 * https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function githubTrust(
  scope: Construct,
  id: string,
  providerArn: string,
  repository: Repository | undefined,
  { subjects, subjectPatterns = [], workflow }: Conditions,
  instances: Pick<TerraformMetaArguments, "count" | "forEach"> = {},
): DataAwsIamPolicyDocument {
  const all = [...subjects, ...subjectPatterns].map((end) => subjectsOf(repository, end));
  const values = all.reduce((list, more) => joined(list, more));
  return new DataAwsIamPolicyDocument(scope, id, {
    ...instances,
    statement: [
      {
        sid: "GitHub",
        actions: ["sts:AssumeRoleWithWebIdentity"],
        principals: [{ type: "Federated", identifiers: [providerArn] }],
        condition: [
          { test: "StringEquals", variable: `${issuer}:aud`, values: ["sts.amazonaws.com"] },
          {
            test: subjectPatterns.length > 0 ? "StringLike" : "StringEquals",
            variable: `${issuer}:sub`,
            values,
          },
          ...(workflow === undefined
            ? []
            : [{ test: "StringLike", variable: `${issuer}:job_workflow_ref`, values: [workflow] }]),
        ],
      },
    ],
  });
}
