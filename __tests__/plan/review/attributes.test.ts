import { attributeChanges, driftedAttributes } from "../../../plan/review/attributes";
import type { ResourceChange } from "../../../plan/plan-json";

const change = (given: Partial<ResourceChange>): ResourceChange => ({
  address: "aws_a.b",
  type: "aws_a",
  actions: ["update"],
  before: {},
  after: {},
  afterUnknown: {},
  ...given,
});

const differences = (before: object, after: object, more: Partial<ResourceChange> = {}) =>
  attributeChanges(change({ before: { ...before }, after: { ...after }, ...more }));

describe("the attributes in which a resource differs", () => {
  it("are those with another value, added or removed", () => {
    expect(differences({ a: 1, b: "x", c: "old" }, { a: 2, b: "x", d: true })).toEqual([
      { path: "a", before: "1", after: "2" },
      { path: "c", before: "old" },
      { path: "d", after: "true" },
    ]);
  });

  it("are not those that providers leave empty in another way", () => {
    expect(differences({ a: null, b: [] }, { a: [], b: null, c: {}, d: "" })).toEqual([]);
  });

  it("are the parts of JSON and YAML", () => {
    const policy = (action: string) =>
      JSON.stringify({ Statement: [{ Sid: "A", Action: [action, "s3:List"] }] });
    expect(differences({ policy: policy("s3:Get") }, { policy: policy("s3:*") })).toEqual([
      { path: "policy.Statement[0].Action[0]", before: "s3:Get" },
      { path: "policy.Statement[0].Action[0]", after: "s3:*" },
    ]);
    expect(differences({ values: ["a: 1\nb:\n  c: x\n"] }, { values: ["a: 1\nb:\n  c: y\n"] })).toEqual([
      { path: "values[0].b.c", before: "x", after: "y" },
    ]);
    expect(differences({ text: "{broken" }, { text: "[x" })).toEqual([
      { path: "text", before: "{broken", after: "[x" },
    ]);
  });

  it("are only the new elements of a list, not those that they move", () => {
    const rule = (port: number, cidr: string) => ({ from_port: port, cidr_blocks: [cidr] });
    expect(
      differences(
        { ingress: [rule(22, "10.0.0.0/8"), rule(443, "10.0.0.0/8")] },
        { ingress: [rule(80, "0.0.0.0/0"), rule(22, "10.0.0.0/8"), rule(443, "10.0.0.0/8")] },
      ),
    ).toEqual([{ path: "ingress[0]", after: '{"from_port":80,"cidr_blocks":["0.0.0.0/0"]}' }]);
    expect(
      differences(
        {
          env: [
            { name: "A", value: "1" },
            { name: "B", value: "2" },
          ],
        },
        {
          env: [
            { name: "B", value: "3" },
            { name: "A", value: "1" },
          ],
        },
      ),
    ).toEqual([{ path: "env[0].value", before: "2", after: "3" }]);
    expect(differences({ command: ["a", "b"] }, { command: ["b", "a"] })).toEqual([
      { path: "command (order)", before: '["a","b"]', after: '["b","a"]' },
    ]);
  });

  it("have a text in the place of what is known only after the apply", () => {
    const unknown = { afterUnknown: { vpc_id: true, arn: true, subnets: [false, true] } };
    const [before, after] = [
      { vpc_id: "vpc-1", arn: "a", subnets: ["s-1", "s-2"] },
      { subnets: ["s-1", null] },
    ];
    expect(differences(before, after, unknown)).toEqual([
      { path: "vpc_id", before: "vpc-1", after: "(known after the apply)" },
      { path: "arn", before: "a", after: "(known after the apply)" },
      { path: "subnets[1]", before: "s-2" },
      { path: "subnets[1]", after: "(known after the apply)" },
    ]);
    const configured = new Set(["vpc_id"]);
    expect(
      attributeChanges(
        change({ before, after: { subnets: before.subnets }, afterUnknown: { vpc_id: true, arn: true } }),
        configured,
      ),
    ).toEqual([{ path: "vpc_id", before: "vpc-1", after: "(known after the apply)" }]);
  });

  it("name those that force the replacement", () => {
    expect(
      differences({ cidr: "a", name: "x" }, { cidr: "b", name: "y" }, { replacePaths: [["cidr"]] }),
    ).toEqual([
      { path: "cidr", before: "a", after: "b", forces: true },
      { path: "name", before: "x", after: "y" },
    ]);
  });

  it("have the tags of the provider only once", () => {
    expect(
      differences({ tags: { A: "1" }, tags_all: { A: "1" } }, { tags: { A: "2" }, tags_all: { A: "2" } }),
    ).toEqual([{ path: "tags.A", before: "1", after: "2" }]);
    expect(differences({ tags_all: { A: "1" } }, { tags_all: { A: "2" } })).toHaveLength(1);
  });
});

describe("a secret", () => {
  const secret = "hunter2-very-secret";
  const hidden = "(sensitive value)";
  it.each<[string, object, Partial<ResourceChange>]>([
    ["marked by Terraform", { a: secret }, { afterSensitive: { a: true } }],
    ["in a marked block", { a: { b: [secret] } }, { afterSensitive: { a: { b: [true] } } }],
    ["in marked YAML", { values: [`a: ${secret}\nb: 1\n`] }, { afterSensitive: { values: true } }],
    ["named password", { master_password: secret }, {}],
    ["named in JSON", { document: JSON.stringify({ apiKey: secret }) }, {}],
    ["named in YAML", { values: [`db:\n  password: ${secret}\n`] }, {}],
    ["named as a variable", { env: [{ name: "OPENAI_API_KEY", value: secret }] }, {}],
    ["in a URL", { url: `postgresql://user:${secret}@host/db` }, {}],
    ["of a secret version", { secret_string: secret }, {}],
    ["write-only", { password_wo: secret }, {}],
    ["in a Secret", { manifest: { stringData: { a: secret } } }, {}],
    ["set in a release", { set_sensitive: [{ name: "x", value: secret }] }, {}],
  ])("is not shown: %s", (_, after, marks) => {
    const created = attributeChanges(
      change({ actions: ["create"], before: undefined, after: { ...after }, ...marks }),
    );
    const updated = attributeChanges(change({ before: { other: 1 }, after: { ...after }, ...marks }));
    for (const shown of [created, updated]) {
      expect(JSON.stringify(shown)).not.toContain(secret);
      expect(JSON.stringify(shown)).toContain(hidden);
    }
  });

  it.each(
    "AWS_SECRET_ACCESS_KEY secretAccessKey api-key secret-key private-key SIGNING_KEY encryptionKey DB_PASS SECRET_KEY_BASE token2".split(
      " ",
    ),
  )("is not shown, whatever its name looks like: %s", (name) => {
    expect(differences({}, { env: [{ name, value: secret }], [name]: secret })).toEqual(
      expect.not.arrayContaining([
        expect.objectContaining({ after: expect.stringContaining(secret) as string }),
      ]),
    );
    expect(differences({}, { [name]: 12345 })).toEqual([{ path: name, after: hidden }]);
  });

  it("that changes is a change", () => {
    expect(differences({ password: "a" }, { password: "b" })).toEqual([
      { path: "password", before: hidden, after: hidden },
    ]);
    expect(differences({ password: "a" }, { password: "a" })).toEqual([]);
  });

  it("is not what only has its name", () => {
    const names = {
      secret_arn: "arn",
      password_secret_name: "n",
      http_tokens: "required",
      kms_key_id: "k",
      kms_master_key_id: "k",
      access_key_id: "k",
      bypass: "b",
      existingSecret: "s",
    };
    expect(JSON.stringify(differences({}, names))).not.toContain(hidden);
  });
});

describe("what somebody changed outside of Terraform", () => {
  it("is what the configuration has, and access that was added", () => {
    const drift = (before: object, after: object) =>
      driftedAttributes(change({ before: { ...before }, after: { ...after } }), new Set(["tags"])).map(
        ({ path }) => path,
      );
    expect(drift({ tags: { a: "1" }, time: "1" }, { tags: { a: "2" }, time: "2" })).toEqual(["tags.a"]);
    expect(drift({ ingress: [{ from_port: 1 }] }, { ingress: [{ from_port: 1 }, { from_port: 2 }] })).toEqual(
      ["ingress[1]"],
    );
  });
});
