import fc from "fast-check";
import type { Block } from "../../../plan/plan-json";
import { document, findings } from "./cases";

const actions = ["s3:GetObject", "s3:PutObject", "s3:List*", "sqs:*", "kms:Decrypt", "iam:PassRole"];
const resources = ["*", "arn:aws:s3:::a", "arn:aws:s3:::a/*", "arn:aws:sqs:us-east-1:111122223333:a"];
const conditions: Block[] = [
  {},
  { Bool: { "aws:SecureTransport": "true" } },
  { StringLike: { "aws:PrincipalTag/team": ["a", "b*"] } },
  {
    StringNotEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] },
    Null: { "aws:TokenIssueTime": "false" },
  },
];

/** A statement with one action or several, on one resource or several. */
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: fc.subarray(actions, { minLength: 1 }),
    Resource: fc.subarray(resources, { minLength: 1 }),
    Condition: fc.constantFrom(...conditions),
  })
  .map((one): Block => one);
const statements = fc.array(statement, { minLength: 1, maxLength: 4 });

const compare = (before: readonly Block[], after: readonly Block[]) =>
  findings(
    "aws_iam_role_policy",
    { role: "app", policy: document(...before) },
    { role: "app", policy: document(...after) },
  );

/** The same statements with one action and one resource each. */
const split = (all: readonly Block[]): Block[] =>
  all.flatMap((one) =>
    (one["Action"] as string[]).flatMap((Action) =>
      (one["Resource"] as string[]).map((Resource, index) => ({
        ...one,
        Sid: `S${index}`,
        Action,
        Resource,
      })),
    ),
  );

describe("any document", () => {
  it("is no finding if it is written in another order and in other statements", async () => {
    await fc.assert(
      fc.asyncProperty(statements, fc.infiniteStream(fc.nat()), async (all, numbers) => {
        const mixed = split(all)
          .map((one) => ({ one, place: numbers.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        expect(await compare(all, mixed)).toEqual([]);
        expect(await compare(mixed, all)).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("is widened by a statement that allows something new, and narrowed without it", async () => {
    const added = fc.record({
      Action: fc.constantFrom("dynamodb:GetItem", "dynamodb:*", "*", ["s3:GetObject", "ec2:RunInstances"]),
      Resource: fc.constantFrom(...resources),
      Condition: fc.constantFrom(...conditions),
    });
    await fc.assert(
      fc.asyncProperty(statements, added, async (all, one) => {
        const directions = async (before: readonly Block[], after: readonly Block[]) => [
          ...new Set((await compare(before, after)).map(({ direction }) => direction)),
        ];
        expect(await directions(all, [...all, one])).toEqual(["widened"]);
        expect(await directions([...all, one], all)).toEqual(["narrowed"]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("is widened without a Deny that only it has", async () => {
    const deny = { Effect: "Deny", Action: "dynamodb:GetItem", Resource: "*" };
    await fc.assert(
      fc.asyncProperty(statements, async (all) => {
        expect((await compare([...all, deny], all)).map(({ direction }) => direction)).toEqual(["widened"]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
