import { allStacks, type Stacks } from "../support/prepared";
import { hasCloudFormation, mistakesOf, schemaOf } from "./cloudformation";
import { evaluatedStacks } from "./evaluated";
import { translate } from "./translation";
import { twins } from "./twins";

const isEmulated = (name: string) => /^(local|emulator)-/.test(name);
const stacks: Stacks = Object.fromEntries(Object.entries(allStacks()).filter(([name]) => !isEmulated(name)));
const typeOf = (address: string) => address.split(".")[0] ?? "";

describe("each type of AWS", () => {
  const types = Object.values(stacks).flatMap((stack) => stack.addresses().map(typeOf));
  const used = [...new Set(types.filter((type) => type.startsWith("aws_")))].sort();

  it("has a twin in CloudFormation, or a reason why it has none", () => {
    expect(used.filter((type) => !(type in twins))).toEqual([]);
    expect(Object.keys(twins).filter((type) => !used.includes(type))).toEqual([]);
  });
});

/** A test that needs the data; skipped by name without it. */
function facts(title: string, test: () => void): void {
  if (hasCloudFormation()) {
    it(title, test);
  } else {
    it.skip(`${title} (not available: cfn-lint, from PyPI)`, () => undefined);
  }
}

describe("the facts about AWS", () => {
  const postgres = { Engine: "postgres", EngineVersion: "17" };
  const database = (properties: object) => ["AWS::RDS::DBInstance", { ...postgres, ...properties }] as const;

  facts("refuse wrong values, and name what is accepted", () => {
    const wrong = [
      [...database({ DBInstanceClass: "db.t9.medium" }), "DBInstanceClass", /db\.t3\.medium|db\.m5/],
      [...database({ EngineVersion: "17.99" }), "EngineVersion", /^one of /],
      [...database({ DBInstanceIdentifier: "a--b" }), "DBInstanceIdentifier", /^a text that matches/],
      ["AWS::EKS::Nodegroup", { InstanceTypes: ["m6i.large", "m6j.large"] }, "InstanceTypes[1]", /^one of /],
      ["AWS::EKS::Nodegroup", { AmiType: "AL2024_x86_64" }, "AmiType", /AL2023_x86_64_STANDARD/],
      ["AWS::Logs::LogGroup", { RetentionInDays: 91 }, "RetentionInDays", /one of .*90/],
      ["AWS::IAM::Role", { RoleName: "r".repeat(65) }, "RoleName", /at most 64 characters/],
      ["AWS::KMS::Key", { PendingWindowInDays: 31 }, "PendingWindowInDays", /at most 30/],
    ] as const;
    for (const [type, properties, path, accepted] of wrong) {
      const mistakes = mistakesOf(type, "us-east-1", properties);
      expect(mistakes).toContainEqual(expect.objectContaining({ path }));
      expect(mistakes.map((mistake) => mistake.accepted).join("\n")).toMatch(accepted);
    }
    expect(mistakesOf(...right("us-east-1"))).toEqual([]);
  });

  const right = (region: string) =>
    ["AWS::RDS::DBInstance", region, { ...postgres, DBInstanceClass: "db.t3.medium" }] as const;

  facts("differ by region", () => {
    const types = (region: string) =>
      mistakesOf("AWS::EKS::Nodegroup", region, { InstanceTypes: ["m5.large", "u7i-12tb.224xlarge"] });
    expect(types("us-east-1")).toEqual([]);
    expect(types("af-south-1").map(({ path }) => path)).toEqual(["InstanceTypes[1]"]);
  });
});

describe("the values of the stacks", () => {
  facts("are accepted by AWS in their region", () => {
    const mistakes: string[] = [];
    for (const [stack, evaluation] of Object.entries(evaluatedStacks(stacks))) {
      const region = String(stacks[stack]?.json["provider"]?.["aws"]?.[0].region);
      for (const [address, block] of Object.entries(evaluation)) {
        const twin = twins[typeOf(address)];
        if (twin === undefined || typeof twin === "string") {
          continue;
        }
        const { properties, attributes, unknown } = translate(twin, block, schemaOf(twin.type, region));
        mistakes.push(
          ...unknown.map((attribute) => `${stack}: ${address}: ${attribute}: no property of ${twin.type}`),
          ...mistakesOf(twin.type, region, properties).map(({ path, value, accepted }) => {
            const attribute = attributes[path] ?? attributes[path.replace(/\[\d+\]$/, "")] ?? path;
            return `${stack}: ${address}: ${attribute}: ${JSON.stringify(value)}; accepted: ${accepted}`;
          }),
        );
      }
    }
    expect([...new Set(mistakes)]).toEqual([]);
  });
});
