import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionsOfApply } from "../../../commands/review-options";
import type { Block, PlanJson } from "../../../plan/plan-json";
import { Permissions } from "../../../plan/policy/permissions";
import type { ReviewOptions } from "../../../plan/review";
import { newRefusals } from "../../../plan/review/new-refusals";
import { planned } from "../review/plans";
import { rowsOf, today } from "./checked";

const stack = "staging-data";
/** The text that stands for the output of another stack. */
const placeholder = "output-0a1b2c3d";
const tags = { Stage: "staging" };
const options: ReviewOptions = {
  configurationOf: () => ({}),
  policy: {
    baseConfigurationOf: () => undefined,
    tagsOf: () => tags,
    permissions: new Permissions([], today),
    isReviewed: () => false,
  },
};

type Changes = NonNullable<PlanJson["resource_changes"]>;
/** The changes of a plan with a value; undefined: it is known only after the apply. */
type WithValue = (value: string | undefined) => Changes;

const created = (address: string, after: Block, unknown: Block = {}) =>
  planned(address, ["create"], null, after, { after_unknown: unknown });
/** A resource with an attribute that has the value, or is not known. */
const withAttribute =
  (address: string, name: string, others: Block = {}): WithValue =>
  (value) => [
    created(
      address,
      value === undefined ? others : { ...others, [name]: value },
      value === undefined ? { [name]: true } : {},
    ),
  ];

const policyFor = (principal: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "s3:GetObject", Resource: "*" }],
  });
const role = "arn:aws:iam::111122223333:role/reader";
const chart = { name: "a", chart: "a", repository: "https://example.com" };
const group = { vpc_security_group_ids: ["sg-1"], engine_version: "17", tags_all: tags };

/** For each rule that may need a value that is not known yet: a value that it accepts, and one that it refuses. */
const cases: readonly (readonly [
  name: string,
  plan: WithValue,
  accepted: string,
  refused: string,
  sentence: string,
])[] = [
  [
    "a principal",
    (value) => withAttribute("aws_s3_bucket_policy.logs", "policy")(value && policyFor(value)),
    role,
    "*",
    "aws_s3_bucket_policy.logs: policy: everybody, without a condition that limits who, may do something: s3:GetObject. No policy allows everybody, unless a condition limits who (wildcard-principals)",
  ],
  [
    "a network of a database",
    (value) => [
      planned("aws_db_instance.database", ["no-op"], group, group),
      ...withAttribute("aws_vpc_security_group_ingress_rule.open", "cidr_ipv4", {
        security_group_id: "sg-1",
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
      })(value),
    ],
    "10.0.0.0/16",
    "0.0.0.0/0",
    "aws_vpc_security_group_ingress_rule.open: ",
  ],
  [
    "the version of a chart",
    withAttribute("helm_release.a", "version", chart),
    "1.2.3",
    "1.2",
    "helm_release.a: the version of its chart is not exact: 1.2. ",
  ],
  [
    "an image",
    (value) =>
      withAttribute("helm_release.a", "values", { ...chart, version: "1.2.3" })(undefined).map((change) =>
        value === undefined
          ? change
          : created("helm_release.a", { ...chart, version: "1.2.3", values: [`image: nginx:${value}\n`] }),
      ),
    "1.27.3",
    "latest",
    "helm_release.a: the image nginx:latest has no fixed tag. ",
  ],
  [
    "a tag",
    (value) => [
      created(
        "aws_sqs_queue.events",
        { tags_all: value === undefined ? {} : { Stage: value } },
        value === undefined ? { tags_all: { Stage: true } } : {},
      ),
    ],
    "staging",
    "production",
    "aws_sqs_queue.events: its tag Stage is not staging. ",
  ],
];

const again = (reviewed: Changes, made: Changes) =>
  newRefusals(
    {
      stack,
      reviewed: { resource_changes: reviewed },
      placeholders: [placeholder],
      made: { resource_changes: made },
    },
    options,
  );

describe.each(cases)(
  "the policy, asked again about a plan with %s",
  (_, plan, accepted, refused, sentence) => {
    it("does not decide in the review", async () => {
      const rows = await rowsOf(plan(undefined), { tags });
      expect(rows.map((row) => row.split(" ")[0])).toEqual(["undecided"]);
    });

    it.each([
      ["was known only after the apply", undefined],
      ["had a text in its place", placeholder],
    ])("refuses a value that it does not accept, and that %s", async (__, reviewed) => {
      expect(await again(plan(reviewed), plan(refused))).toEqual([expect.stringContaining(sentence)]);
      expect(await again(plan(reviewed), plan(accepted))).toEqual([]);
    });

    it("does not refuse what is still not known, or was so in the reviewed plan", async () => {
      expect(await again(plan(undefined), plan(undefined))).toEqual([]);
      expect(await again(plan(refused), plan(refused))).toEqual([]);
    });
  },
);

it("is asked by npm run apply, about the tags of the stack", async () => {
  const folder = mkdtempSync(join(tmpdir(), "new-refusals-"));
  mkdirSync(join(folder, stack));
  writeFileSync(join(folder, stack, "synthesized.json"), "{}");
  const made = { resource_changes: [created("aws_sqs_queue.events", { tags_all: { Project: "artist" } })] };
  const asked = { stack, reviewed: {}, placeholders: [], made };
  expect(await newRefusals(asked, optionsOfApply(folder))).toEqual([
    expect.stringContaining("aws_sqs_queue.events: it has no tag Stage. "),
    expect.stringContaining("aws_sqs_queue.events: it has no tag ManagedBy. "),
    expect.stringContaining("aws_sqs_queue.events: it has no tag Stack. "),
  ]);
  rmSync(folder, { recursive: true });
});
