import { withOneMoreStage } from "../../../support/prepared";
import { Resolver } from "../resolution";
import { isAllowed } from "../simulation";
import { deliveredStages, type Delivered } from "./roles";
import type { Role } from "../inventory";

const issuer = "token.actions.githubusercontent.com";
const repository = "example/ai-artist-infrastructure";
const application = "example/ai-artist";
const image = `${repository}/.github/workflows/image.yml`;
const onMain = `${repository}/.github/workflows/deploy.yml@refs/heads/main`;

/** Claims of a token: the end of its subject, and what differs from a workflow of this repository. */
interface Token {
  readonly subject: string;
  readonly of?: string;
  /** ID of the owner and of the repository. @default 1, as in the configuration */
  readonly ids?: string;
  readonly workflow?: string;
  readonly audience?: string;
  readonly provider?: string;
}

const isAccepted = (
  role: Role,
  { subject, of = repository, ids = "1", workflow, audience, provider }: Token,
) =>
  isAllowed(
    {
      principal: `arn:aws:iam::${role.account}:oidc-provider/${provider ?? issuer}`,
      resourcePolicy: role.trust,
      account: role.account,
    },
    {
      action: "sts:AssumeRoleWithWebIdentity",
      resource: role.arn,
      context: {
        [`${issuer}:aud`]: audience ?? "sts.amazonaws.com",
        [`${issuer}:sub`]: `repo:${
          ids === ""
            ? of
            : of
                .split("/")
                .map((name) => `${name}@${ids}`)
                .join("/")
        }:${subject}`,
        [`${issuer}:job_workflow_ref`]: workflow ?? `${of}/.github/workflows/ci.yml@refs/heads/main`,
      },
    },
  );

/** The tokens, and which roles of a stage accept each. */
const tokens = (stage: string): readonly (readonly [string, Token, readonly (keyof Delivered)[]])[] => [
  ["a pull request", { subject: "pull_request" }, ["plan"]],
  ["a push to main", { subject: "ref:refs/heads/main" }, ["plan"]],
  ["the workflow that deploys", { subject: `environment:${stage}`, workflow: onMain }, ["deploy"]],
  [
    "a push of the application",
    { subject: "ref:refs/heads/main", of: application, workflow: `${image}@refs/heads/main` },
    ["image"],
  ],
  [
    "a tag of the application",
    { subject: "ref:refs/tags/v1.2.3", of: application, workflow: `${image}@refs/heads/main` },
    ["image"],
  ],
  ...["refs/heads/feature", "0a".repeat(20), "refs/heads/main2"].map(
    (version) =>
      [
        `a push of the application, which calls the workflow of ${version}`,
        { subject: "ref:refs/heads/main", of: application, workflow: `${image}@${version}` },
        [],
      ] as const,
  ),
  ["another workflow of the application", { subject: "ref:refs/heads/main", of: application }, []],
  [
    "a workflow of the application with the same name",
    {
      subject: "ref:refs/heads/main",
      of: application,
      workflow: `${application}/.github/workflows/image.yml@refs/heads/main`,
    },
    [],
  ],
  [
    "another branch of the application",
    { subject: "ref:refs/heads/feature", of: application, workflow: `${image}@refs/heads/main` },
    [],
  ],
  // A workflow that runs in the fork: its tokens have the name of the fork.
  ["a fork's pull request", { subject: "pull_request", of: "stranger/ai-artist-infrastructure" }, []],
  ["a fork's main", { subject: "ref:refs/heads/main", of: "stranger/ai-artist-infrastructure" }, []],
  [
    "a fork's environment",
    { subject: `environment:${stage}`, of: "stranger/ai-artist-infrastructure", workflow: onMain },
    [],
  ],
  ["a repository whose name begins the same", { subject: "pull_request", of: `${repository}-2` }, []],
  ["another branch", { subject: "ref:refs/heads/feature" }, []],
  ["a branch whose name begins the same", { subject: "ref:refs/heads/main2" }, []],
  ["a tag", { subject: "ref:refs/tags/v1.0.0" }, []],
  ["another environment", { subject: "environment:another", workflow: onMain }, []],
  ["an environment whose name begins the same", { subject: `environment:${stage}2`, workflow: onMain }, []],
  [
    "the environment from another branch",
    { subject: `environment:${stage}`, workflow: onMain.replace(/main$/, "feature") },
    [],
  ],
  [
    "the environment from a pull request",
    { subject: `environment:${stage}`, workflow: onMain.replace(/heads.main$/, "pull/7/merge") },
    [],
  ],
  [
    "the environment from another workflow",
    { subject: `environment:${stage}`, workflow: onMain.replace("deploy.yml", "ci.yml") },
    [],
  ],
  ["a pull request of the application", { subject: "pull_request", of: application }, []],
  [
    "an environment of the application",
    { subject: `environment:${stage}`, of: application, workflow: onMain },
    [],
  ],
  ["another repository that got the name", { subject: "pull_request", ids: "2" }, []],
  ["a token without IDs", { subject: "pull_request", of: "example/ai-artist-infrastructure", ids: "" }, []],
  ["another audience", { subject: "pull_request", audience: "https://github.com/example" }, []],
  ["another issuer", { subject: "pull_request", provider: "gitlab.com" }, []],
];

const delivered = deliveredStages(withOneMoreStage());

describe.each(delivered.map((one) => [one.stageName, one] as const))(
  "the roles of %s",
  (stageName, roles) => {
    it.each(tokens(stageName))("the token of %s is accepted as expected", async (_, token, expected) => {
      const { plan, deploy } = roles;
      const given = Object.entries({ plan, deploy, ...(roles.image && { image: roles.image }) });
      const accepted = await Promise.all(given.map(([, role]) => isAccepted(role, token)));
      const names = given.filter((__, index) => accepted[index]).map(([name]) => name);
      expect(names).toEqual(expected.filter((name) => name !== "image" || roles.image));
    });

    it("are assumed by nobody without a token", async () => {
      const { account } = roles.plan;
      for (const { arn, trust } of [roles.plan, roles.deploy, ...(roles.image ? [roles.image] : [])]) {
        for (const principal of [`arn:aws:iam::${account}:role/Administrator`, "ec2.amazonaws.com"]) {
          const caller = { principal, resourcePolicy: trust, account };
          expect([principal, await isAllowed(caller, { action: "sts:AssumeRole", resource: arn })]).toEqual([
            principal,
            false,
          ]);
        }
      }
    });
  },
);

it("each account has one OIDC provider, for tokens of AWS STS", () => {
  const { stacks } = withOneMoreStage();
  const bootstraps = Object.keys(stacks).filter((stack) => stack.endsWith("-bootstrap"));
  const providers = bootstraps.map((stack) =>
    new Resolver(stacks, stack).instances("aws_iam_openid_connect_provider").map(({ block }) => block),
  );
  expect(providers).toEqual(
    bootstraps.map(() => [
      expect.objectContaining({ url: `https://${issuer}`, client_id_list: ["sts.amazonaws.com"] }),
    ]),
  );
});
