import { layers } from "../../../../modules/layers";
import { stackName } from "../../../../stacks/names";
import { withOneMoreStage } from "../../../support/prepared";
import { Callers } from "../callers";
import { policiesOf, rolesOf } from "../inventory";
import { describeRequest, type Request } from "../simulation";
import { namesake, secretArn, type Stage } from "../stage";
import { decryptSecrets, each, escalations } from "../tables/requests";
import { deliveredStages, type Delivered } from "./roles";

jest.setTimeout(60_000);

const synthesis = withOneMoreStage();
const { configuration, stacks } = synthesis;
const delivered = deliveredStages(synthesis);
const callers = new Callers(stacks);

const stateOf = ({ stateBucket }: Stage, name: string) => `${stateBucket}/${name}`;
const roleArn = ({ account }: Stage, name: string) => `arn:aws:iam::${account}:role/${name}`;
const boundaryArn = ({ account }: Stage, stageName: string) =>
  `arn:aws:iam::${account}:policy/artist-github-boundary-${stageName}`;
const database = ({ region, account, name }: Stage) => `arn:aws:rds:${region}:${account}:db:${name}`;
const tagged = (stage: string) => ({ "aws:ResourceTag/Stage": stage });

const viaS3 = ({ region }: Stage) => ({ "kms:ViaService": `s3.${region}.amazonaws.com` });

/** Secrets that Terraform has not made. */
const otherSecrets = (stage: Stage) => [
  secretArn(stage, "api-keys/OPENAI_API_KEY"),
  stage.masterSecret,
  `arn:aws:secretsmanager:${stage.region}:${stage.account}:secret:another-team/password-AbCdEf`,
];
const credentials = (stage: Stage) => ["database/app", "grafana/admin"].map((name) => secretArn(stage, name));

/** Requests that change the roles of GitHub Actions, or what limits them. */
const ownLimits = (stage: Stage, stageName: string): Request[] => {
  const roles = ["plan", "image", `deploy-${stageName}`].map((name) =>
    roleArn(stage, `artist-github-${name}`),
  );
  const boundary = boundaryArn(stage, stageName);
  return [
    ...each(
      ["iam:DeleteRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole", "iam:PassRole"],
      roles,
    ),
    ...each(
      [
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:PutRolePermissionsBoundary",
      ],
      roles,
      { "iam:PermissionsBoundary": boundary },
    ),
    ...each(
      [
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:DeletePolicyVersion",
        "iam:DeletePolicy",
      ],
      [boundary],
    ),
    ...each(
      [
        "iam:CreateOpenIDConnectProvider",
        "iam:AddClientIDToOpenIDConnectProvider",
        "iam:DeleteOpenIDConnectProvider",
      ],
      [`arn:aws:iam::${stage.account}:oidc-provider/token.actions.githubusercontent.com`],
    ),
  ];
};

/** Requests that only an administrator of the account or of the organization sends. */
const ofAccount = ({ account, region }: Stage): Request[] => [
  ...each(
    ["iam:CreateUser", "iam:CreateAccessKey", "iam:AttachUserPolicy"],
    [`arn:aws:iam::${account}:user/someone`],
  ),
  ...each(["iam:CreatePolicy"], [`arn:aws:iam::${account}:policy/another`]),
  ...each(["organizations:LeaveOrganization"], ["*"]),
  ...each(
    ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail"],
    [`arn:aws:cloudtrail:${region}:${account}:trail/main`],
  ),
  ...each(["guardduty:DeleteDetector"], [`arn:aws:guardduty:${region}:${account}:detector/1234`]),
  ...each(
    ["config:StopConfigurationRecorder"],
    [`arn:aws:config:${region}:${account}:configuration-recorder/main/1234`],
  ),
  ...each(["ec2:DisableEbsEncryptionByDefault", "ec2:DisableSnapshotBlockPublicAccess"], ["*"]),
];

const accessInstance = ({ region, account }: Stage) =>
  `arn:aws:ec2:${region}:${account}:instance/i-0a1b2c3d4e5f67890`;
const sessionDocument = ({ region }: Stage, end: string) =>
  `arn:aws:ssm:${region}::document/AWS-StartPortForwardingSession${end}`;
const withDocument = { "ssm:SessionDocumentAccessCheck": "true" };

type Requests = (of: Delivered) => Request[];

const plan: { readonly can: Requests; readonly cannot: Requests } = {
  can: ({ stage, stageName }) => [
    ...each(["s3:GetObject"], [stateOf(stage, `${stageName}-data.tfstate`)]),
    ...each(["s3:PutObject"], [stateOf(stage, `plans/${stageName}/digest.zip`)]),
    ...each(["kms:Decrypt", "kms:GenerateDataKey"], [stage.stateKey], viaS3(stage)),
    ...each(["s3:ListBucket"], [stage.stateBucket, stage.logBucket]),
    ...each(["secretsmanager:GetSecretValue"], credentials(stage)),
    ...each(["secretsmanager:ListSecretVersionIds"], otherSecrets(stage).slice(0, 1)),
    ...each(["kms:Decrypt"], [stage.dataKey], {
      "kms:ViaService": `secretsmanager.${stage.region}.amazonaws.com`,
      "kms:EncryptionContext:SecretARN": secretArn(stage, "database/app"),
    }),
    ...each(
      ["ssm:GetParameter"],
      [`arn:aws:ssm:${stage.region}::parameter/aws/service/ami-amazon-linux-latest/x`],
    ),
    ...each(["iam:ListRoles", "iam:ListUsers", "ec2:DescribeAvailabilityZones"], ["*"]),
  ],
  cannot: ({ stage, stageName }) => [
    ...ownLimits(stage, stageName),
    ...ofAccount(stage),
    ...escalations(stage).filter(
      ({ action, resource }) => action !== "s3:GetObject" || !resource.endsWith(".tfstate"),
    ),
    ...each(
      ["s3:PutObject", "s3:DeleteObject"],
      [stateOf(stage, `${stageName}-data.tfstate`), stateOf(stage, `${stageName}-data.tfstate.tflock`)],
    ),
    // Plans have what the secrets of a stage have, and whoever may push a branch has this role.
    ...each(["s3:GetObject", "s3:DeleteObject"], [stateOf(stage, `plans/${stageName}/digest.zip`)]),
    ...each(["kms:GenerateDataKey"], [stage.stateKey]),
    ...each(["s3:GetObject"], [`${stage.logBucket}/fake/chunk`]),
    ...each(["secretsmanager:GetSecretValue"], otherSecrets(stage)),
    ...each(["secretsmanager:GetSecretValue"], credentials(namesake(stage))),
    ...each(["kms:Decrypt"], [stage.dataKey, stage.clusterKey]),
    ...decryptSecrets(stage),
    ...each(["kms:Decrypt"], [stage.dataKey], {
      "kms:ViaService": `secretsmanager.${stage.region}.amazonaws.com`,
      "kms:EncryptionContext:SecretARN": secretArn(stage, "api-keys/OPENAI_API_KEY"),
    }),
    ...each(["rds:CreateDBSnapshot", "rds:DeleteDBInstance"], [database(stage)]),
    ...each(
      ["logs:GetLogEvents"],
      [`arn:aws:logs:${stage.region}:${stage.account}:log-group:one:log-stream:x`],
    ),
    ...each(["sqs:ReceiveMessage"], [`arn:aws:sqs:${stage.region}:${stage.account}:${stage.name}-karpenter`]),
    ...each(["ecr:PutImage"], [`arn:aws:ecr:${stage.region}:${stage.account}:repository/ai-artist-api`]),
    ...each(["ssm:StartSession"], [accessInstance(stage)], { ...tagged(stageName), ...withDocument }),
  ],
};

const deploy: typeof plan = {
  can: ({ stage, stageName }) => [
    ...each(
      ["s3:GetObject", "s3:PutObject"],
      layers.map((layer) => stateOf(stage, `${stackName(stageName, layer)}.tfstate`)),
    ),
    ...each(
      ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"],
      [stateOf(stage, `${stageName}-data.tfstate.tflock`)],
    ),
    ...each(
      ["s3:GetObject"],
      [stateOf(stage, `${configuration.stages[stageName]?.account}-bootstrap.tfstate`)],
    ),
    ...each(["s3:GetObject"], [stateOf(stage, `plans/${stageName}/digest.zip`)]),
    ...each(["kms:Decrypt", "kms:GenerateDataKey"], [stage.stateKey], viaS3(stage)),
    ...each(["ssm:StartSession"], [accessInstance(stage)], { ...tagged(stageName), ...withDocument }),
    ...each(["ssm:StartSession"], [sessionDocument(stage, "ToRemoteHost")], withDocument),
    ...each(["kms:Decrypt", "kms:GenerateDataKey"], [stage.dataKey]),
    ...each(["secretsmanager:PutSecretValue", "secretsmanager:GetSecretValue"], credentials(stage)),
    ...each(["iam:CreateRole"], [roleArn(stage, `${stage.name}-loki`)], {
      "iam:PermissionsBoundary": boundaryArn(stage, stageName),
    }),
    ...each(["iam:PassRole"], [roleArn(stage, `${stage.name}-nodes`)], {
      "iam:PassedToService": "ec2.amazonaws.com",
    }),
    ...each(["rds:ModifyDBInstance", "rds:DeleteDBInstance"], [database(stage)], tagged(stageName)),
    ...each(["ec2:CreateVpc"], [`arn:aws:ec2:${stage.region}:${stage.account}:vpc/*`], {
      "aws:RequestedRegion": stage.region,
    }),
  ],
  cannot: ({ stage, stageName }) => [
    ...ownLimits(stage, stageName),
    ...ofAccount(stage),
    // Plans: those of another stage, and writing what it applies.
    ...each(["s3:GetObject"], [stateOf(stage, `plans/${stageName}2/digest.zip`)]),
    ...each(["s3:PutObject"], [stateOf(stage, `plans/${stageName}/digest.zip`)]),
    // A shell, another document, and instances of another stage or of none.
    ...each(["ssm:StartSession"], [accessInstance(stage)], {
      ...tagged(stageName),
      "ssm:SessionDocumentAccessCheck": "false",
    }),
    ...each(
      ["ssm:StartSession"],
      [
        sessionDocument(stage, ""),
        `arn:aws:ssm:${stage.region}:${stage.account}:document/SSM-SessionManagerRunShell`,
      ],
      withDocument,
    ),
    ...each(["ssm:StartSession"], [accessInstance(stage)], { ...tagged(`${stageName}2`), ...withDocument }),
    ...each(["ssm:StartSession"], [accessInstance(stage)], withDocument),
    // A role without the boundary, or with another one, whatever its name.
    ...each(
      ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"],
      [roleArn(stage, `${stage.name}-loki`)],
    ),
    ...each(["iam:CreateRole", "iam:PutRolePermissionsBoundary"], [roleArn(stage, `${stage.name}-loki`)], {
      "iam:PermissionsBoundary": boundaryArn(stage, `${stageName}2`),
    }),
    ...each(["iam:DeleteRolePermissionsBoundary"], [roleArn(stage, `${stage.name}-loki`)], {
      "iam:PermissionsBoundary": boundaryArn(stage, stageName),
    }),
    ...each(
      ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:PassRole"],
      [roleArn(stage, "Administrator"), roleArn(stage, `${namesake(stage).name}-loki`)],
    ),
    ...each(["iam:PassRole"], [roleArn(stage, `${stage.name}-nodes`)], {
      "iam:PassedToService": "lambda.amazonaws.com",
    }),
    ...each(
      ["sts:AssumeRole"],
      [
        roleArn(stage, "Administrator"),
        roleArn(stage, "artist-github-plan"),
        roleArn(stage, `${stage.name}-secrets-application`),
        "arn:aws:iam::999999999999:role/OrganizationAccountAccessRole",
      ],
    ),
    // Other states, and the history of its own.
    ...each(["s3:GetObject", "s3:PutObject"], [stateOf(stage, `${stageName}2-data.tfstate`)]),
    ...each(
      ["s3:PutObject", "s3:DeleteObject"],
      [stateOf(stage, `${configuration.stages[stageName]?.account}-bootstrap.tfstate`)],
    ),
    ...each(["s3:DeleteObject", "s3:DeleteObjectVersion"], [stateOf(stage, `${stageName}-data.tfstate`)]),
    ...each(
      ["s3:PutBucketPolicy", "s3:DeleteBucket", "s3:PutBucketVersioning", "s3:PutLifecycleConfiguration"],
      [stage.stateBucket],
    ),
    ...each(["secretsmanager:GetSecretValue"], [...otherSecrets(stage), ...credentials(namesake(stage))]),
    ...each(
      ["secretsmanager:DeleteSecret", "secretsmanager:PutResourcePolicy"],
      credentials(namesake(stage)),
    ),
    ...each(
      ["ecr:PutImage", "ecr:DeleteRepository"],
      [`arn:aws:ecr:${stage.region}:${stage.account}:repository/ai-artist-api`],
    ),
    // What belongs to another stage of the account.
    ...each(["rds:DeleteDBInstance", "rds:ModifyDBInstance"], [database(stage)], tagged("another")),
    ...each(["kms:ScheduleKeyDeletion", "kms:Decrypt"], [stage.dataKey], tagged("another")),
    ...each(
      ["ec2:DeleteVpc"],
      [`arn:aws:ec2:${stage.region}:${stage.account}:vpc/vpc-0a1b2c3d`],
      tagged("another"),
    ),
    ...each(["ec2:RunInstances"], [`arn:aws:ec2:sa-east-1:${stage.account}:instance/*`], {
      "aws:RequestedRegion": "sa-east-1",
    }),
    // A copy of the data for another account.
    ...each(["ec2:ModifySnapshotAttribute"], [`arn:aws:ec2:${stage.region}::snapshot/snap-0a1b2c3d`]),
    ...each(["rds:ModifyDBSnapshotAttribute"], [`arn:aws:rds:${stage.region}:${stage.account}:snapshot:one`]),
  ],
};

const image: typeof plan = {
  can: ({ stage }) => [
    ...each(["ecr:GetAuthorizationToken"], ["*"]),
    ...each(
      [
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:BatchCheckLayerAvailability",
        "ecr:PutImage",
        // Which image has the tag; and the manifest and its referrers, which cosign reads.
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
      ],
      [`arn:aws:ecr:${stage.region}:${stage.account}:repository/ai-artist-api`],
    ),
  ],
  cannot: ({ stage, stageName }) => [
    ...ownLimits(stage, stageName),
    ...ofAccount(stage),
    ...escalations(stage),
    ...each(
      [
        "ecr:BatchDeleteImage",
        "ecr:DeleteRepository",
        "ecr:SetRepositoryPolicy",
        "ecr:PutImageTagMutability",
        "ecr:PutLifecyclePolicy",
      ],
      [`arn:aws:ecr:${stage.region}:${stage.account}:repository/ai-artist-api`],
    ),
    ...each(["ecr:PutImage"], [`arn:aws:ecr:${stage.region}:${stage.account}:repository/another`]),
    ...each(["secretsmanager:GetSecretValue"], [...otherSecrets(stage), ...credentials(stage)]),
    ...each(["kms:Decrypt"], [stage.dataKey]),
  ],
};

describe.each(delivered.map((one) => [one.stageName, one] as const))("of %s", (stageName, roles) => {
  it.each([
    ["plan", roles.plan, plan] as const,
    ["deploy", roles.deploy, deploy] as const,
    ...(roles.image ? [["image", roles.image, image] as const] : []),
  ])("the role %s may do what its table says, and no more", async (_, role, { can, cannot }) => {
    const refused = await callers.exceptions(role, [], can(roles), true);
    expect(refused.map(describeRequest)).toEqual([]);
    const allowed = await callers.exceptions(role, [], cannot(roles), false);
    expect(allowed.map(describeRequest)).toEqual([]);
  });

  it("every role has the boundary", () => {
    const stageRoles = layers.flatMap((layer) => rolesOf(stacks, stackName(stageName, layer)));
    expect(stageRoles.length).toBeGreaterThan(10);
    for (const { arn, boundary } of [...stageRoles, roles.deploy]) {
      expect([arn, boundary?.name]).toEqual([arn, `artist-github-boundary-${stageName}`]);
    }
  });
});

it("an account that gets its images by replication has no role that pushes some, and every other one has", () => {
  const receivers = Object.values(configuration.accounts).flatMap(({ registry }) => registry.replicateTo);
  expect(receivers.length).toBeGreaterThan(0);
  for (const [name, account] of Object.entries(configuration.accounts)) {
    const pushing = rolesOf(stacks, `${name}-bootstrap`).filter(({ inlinePolicies }) =>
      JSON.stringify(inlinePolicies).includes("ecr:PutImage"),
    );
    const names = pushing.map(({ arn }) => arn);
    const own = [`arn:aws:iam::${account.id}:role/artist-github-image`];
    expect([name, names]).toEqual([name, receivers.includes(name) ? [] : own]);
  }
});

it("managed policies have up to 6,144 characters, and all inline policies of a role 10,240", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  const sizes = [...policiesOf(stacks).values()].map(({ policy }) => JSON.stringify(policy).length);
  expect(sizes.length).toBe(delivered.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6144);
  const inline = delivered.flatMap(({ plan, deploy, image }) => [plan, deploy, ...(image ? [image] : [])]);
  const total = inline.map(
    ({ inlinePolicies }) => JSON.stringify(inlinePolicies.map(({ policy }) => policy)).length,
  );
  expect(Math.max(...total)).toBeLessThanOrEqual(10_240);
});
