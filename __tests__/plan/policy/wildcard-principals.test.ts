import type { Block } from "../../../plan/plan-json";
import { planned } from "../review/plans";
import { rowsOf, type Given } from "./checked";

const everybody = (more: Block = {}, effect = "Allow") =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Principal: { AWS: "*" }, Action: "s3:GetObject", Resource: "*", ...more }],
  });
const bucketPolicy = (policy: string, before?: string) =>
  planned(
    "aws_s3_bucket_policy.logs",
    [before === undefined ? "create" : "update"],
    before === undefined ? null : { policy: before },
    { policy },
  );
const condition = (operator: string, key: string, ...values: string[]) =>
  everybody({ Condition: { [operator]: { [key]: values } } });

describe("the rule about wildcard principals", () => {
  const refused = [
    "refused aws_s3_bucket_policy.logs: policy: everybody, without a condition that limits who, may do something: s3:GetObject",
  ];
  it.each<[string, string, string[]]>([
    ["everybody", everybody(), refused],
    ["everybody as a text", everybody({ Principal: "*" }), refused],
    ["everybody but one", everybody({ Principal: undefined, NotPrincipal: { AWS: "1" } }), refused],
    ["a Deny", everybody({}, "Deny"), []],
    ["a service", everybody({ Principal: { Service: "logs.amazonaws.com" } }), []],
    ["an account", everybody({ Principal: { AWS: "111122223333" } }), []],
    ["a condition on an organization", condition("StringEquals", "aws:PrincipalOrgID", "o-abc123"), []],
    ["a condition on an ARN", condition("ArnLike", "AWS:SourceArn", "arn:aws:s3:*:111122223333:*"), []],
    ["a condition on a network", condition("IpAddress", "aws:SourceIp", "192.0.2.0/24"), []],
    ["a condition on the internet", condition("IpAddress", "aws:SourceIp", "0.0.0.0/0"), refused],
    ["a condition with a wildcard", condition("StringLike", "aws:PrincipalArn", "*"), refused],
    [
      "one of two values with a wildcard",
      condition("ArnLike", "aws:SourceArn", "arn:aws:s3:::a", "*"),
      refused,
    ],
    ["a condition that excludes", condition("StringNotEquals", "aws:PrincipalOrgID", "o-abc123"), refused],
    ["a condition without the key", condition("StringEqualsIfExists", "aws:SourceAccount", "1"), refused],
    ["a condition on TLS", condition("Bool", "aws:SecureTransport", "true"), refused],
  ])("%s", async (_, policy, expected) => {
    expect(await rowsOf([bucketPolicy(policy)])).toEqual(expected);
  });

  it("refuses only what is more than before", async () => {
    expect(await rowsOf([bucketPolicy(everybody(), everybody())])).toEqual([]);
    expect(await rowsOf([bucketPolicy(everybody(), everybody({ Action: "s3:*" }))])).toEqual([]);
    expect(await rowsOf([bucketPolicy(everybody({ Action: "s3:*" }), everybody())])).toEqual([
      expect.stringMatching(/^refused .*: s3:\*$/),
    ]);
  });

  it("leaves out what gives nobody access", async () => {
    const policy = everybody();
    expect(
      await rowsOf([
        planned("aws_vpc_endpoint.s3", ["create"], null, { policy }),
        planned("aws_ecr_lifecycle_policy.images", ["create"], null, { policy }),
      ]),
    ).toEqual([]);
  });

  it("reads the document that is known only during the apply from its data source", async () => {
    const of = (identifiers: unknown[], unknown: unknown[] = []) =>
      rowsOf(
        [
          planned("aws_sqs_queue_policy.events", ["create"], null, {}, { after_unknown: { policy: true } }),
          {
            ...planned(
              "data.aws_iam_policy_document.events",
              ["read"],
              null,
              { statement: [{ actions: ["sqs:SendMessage"], principals: [{ type: "AWS", identifiers }] }] },
              { after_unknown: { statement: [{ resources: true, principals: [{ identifiers: unknown }] }] } },
            ),
            mode: "data" as const,
            type: "aws_iam_policy_document",
          },
        ],
        {},
        {
          configuration: {
            root_module: {
              resources: [
                {
                  address: "aws_sqs_queue_policy.events",
                  mode: "managed",
                  expressions: { policy: { references: ["data.aws_iam_policy_document.events"] } },
                },
              ],
            },
          },
        },
      );
    expect(await of(["111122223333"])).toEqual([]);
    expect(await of(["*"])).toEqual([expect.stringMatching(/^refused aws_sqs_queue_policy.events/)]);
    expect(await of([null], [true])).toEqual([
      "undecided aws_sqs_queue_policy.events: policy: a principal is not known yet: sqs:SendMessage",
    ]);
  });

  it("does not decide what is not known, or has a mock", async () => {
    const unknown = planned(
      "aws_s3_bucket_policy.logs",
      ["create"],
      null,
      {},
      { after_unknown: { policy: true } },
    );
    expect(await rowsOf([unknown])).toEqual([expect.stringMatching(/^undecided /)]);
    const given: Given = { plan: { placeholders: new Map([["mock-0123456", "(mock)"]]) } };
    const mock = everybody({ Principal: { AWS: "arn:aws:iam::1:role/mock-0123456" } });
    expect(await rowsOf([bucketPolicy(mock)], given)).toEqual([expect.stringMatching(/^undecided /)]);
  });

  it("shows nothing of a sensitive document", async () => {
    const secret = planned(
      "aws_s3_bucket_policy.logs",
      ["create"],
      null,
      { policy: everybody({ Action: "s3:Hidden" }) },
      { after_sensitive: { policy: true } },
    );
    expect(await rowsOf([secret])).toEqual([expect.not.stringContaining("Hidden")]);
  });
});
