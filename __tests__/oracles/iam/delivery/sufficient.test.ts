import { withOneMoreStage } from "../../../support/prepared";
import { hasCloudFormation, schemaOf } from "../../cloudformation";
import { twins } from "../../twins";
import { actionsOf } from "../actions";
import { Callers } from "../callers";
import type { Role } from "../inventory";
import type { Request } from "../simulation";
import { deliveredStages } from "./roles";

/*
 * The calls of AWS that creating, reading, changing and deleting a resource makes, as the schema of its type in
 * CloudFormation has them. The calls of Terraform's provider are nearly the same.
 */

jest.setTimeout(120_000);

type Handler = "create" | "read" | "update" | "delete";

/** Calls for properties that no stack uses, and what is not called by a plan. */
const unused: Readonly<Record<string, RegExp>> = {
  "private certificates": /^acm-pca:/,
  "delivery streams of topics": /^firehose:/,
  "networks of VPC Lattice, and endpoints of other regions": /^(vpc-lattice|vpce):/,
  "tables of S3": /^s3tables:|^s3:.*Metadata/,
  "associations of Systems Manager": /^ssm:(Create|Delete|Describe|List)Association/,
  "not an action of IAM": /^s3:REST\./,
  "analytics, inventories, metrics and tiers of S3":
    /^s3:Get(Analytics|Inventory|Metrics|IntelligentTiering)Configuration$|^s3:ListTagsForResource$/,
  "a boundary stays": /^iam:DeleteRolePermissionsBoundary$/,
  "a plan passes no role": /^iam:PassRole$/,
  "scans and replication of the registry": /^ecr:(Get|Describe|Put).*(Registry|Scanning|Replication)/,
};

const synthesis = withOneMoreStage();
const { configuration, stacks } = synthesis;
const callers = new Callers(stacks);

/** The calls of the types of some stacks. */
function callsOf(names: readonly string[], handlers: readonly Handler[], region: string): string[] {
  const types = new Set(names.flatMap((name) => Object.keys(stacks[name]?.json["resource"] ?? {})));
  const calls = [...types].flatMap((type) => {
    const twin = twins[type];
    if (twin === undefined || typeof twin === "string") {
      return [];
    }
    const schema = schemaOf(twin.type, region) as {
      handlers?: Partial<Record<Handler, { permissions: string[] }>>;
    };
    return handlers.flatMap((handler) => schema.handlers?.[handler]?.permissions ?? []);
  });
  return [...new Set(calls)].sort();
}

/** A request for a call, on a resource of the stage. */
async function requestOf(call: string, stageName: string, role: Role): Promise<Request[]> {
  const found = await actionsOf(call);
  // Some patterns name several actions; `iam:PassRole` and others need what the request says.
  const context: Readonly<Record<string, Record<string, string>>> = {
    "iam:PassRole": { "iam:PassedToService": "eks.amazonaws.com" },
    "iam:CreateServiceLinkedRole": { "iam:AWSServiceName": "rds.amazonaws.com" },
  };
  const boundary = {
    "iam:PermissionsBoundary": `arn:aws:iam::${role.account}:policy/artist-github-boundary-${stageName}`,
  };
  return found.map(({ name, resourceTypes, conditionKeys }) => {
    // Access points and grants of S3 are not used.
    const used = resourceTypes.find(({ format }) => !/:access(point|-grants)/.test(format));
    const format = used?.format ?? "*";
    const folder = name === "iam:CreateServiceLinkedRole" ? "aws-service-role/" : "";
    const resource = format
      .replace("${Partition}", "aws")
      .replace("${Account}", role.account)
      .replace("${Region}", "us-east-1")
      .replace("${SecretId}", `artist-${stageName}/database/app-AbCdEf`)
      .replaceAll(/\$\{\w+\}/g, `${folder}artist-${stageName}-x`);
    const isBound = conditionKeys.includes("iam:PermissionsBoundary");
    return { action: name, resource, context: { ...context[name], ...(isBound && boundary) } };
  });
}

async function refusedOf(role: Role, stageName: string, calls: readonly string[]): Promise<string[]> {
  const needed = calls.filter((call) => !Object.values(unused).some((pattern) => pattern.test(call)));
  const requests = await Promise.all(needed.map((call) => requestOf(call, stageName, role)));
  const refused = await callers.exceptions(role, [], requests.flat(), true);
  return refused.map(({ action, resource }) => `${action} ${resource}`);
}

const stagesOf = (account: string) =>
  Object.keys(configuration.stages).filter((name) => configuration.stages[name]?.account === account);
const isOfStage = (stage: string) => (stack: string) =>
  ["network", "data", "cluster", "platform"].some((layer) => stack === `${stage}-${layer}`);

describe.each(deliveredStages(synthesis).map((one) => [one.stageName, one] as const))(
  "the calls for the resources of %s",
  (stageName, { deploy, plan }) => {
    const { region = "", account = "" } = configuration.stages[stageName] ?? {};
    const own = Object.keys(stacks).filter(isOfStage(stageName));
    const all = [...own, `${account}-bootstrap`];
    const test = hasCloudFormation() ? it : it.skip;

    test("are allowed to the role that deploys", async () => {
      const calls = callsOf(own, ["create", "read", "update", "delete"], region);
      expect(calls.length).toBeGreaterThan(200);
      expect(await refusedOf(deploy, stageName, calls)).toEqual([]);
    });

    test("are allowed to the role that plans, if they read", async () => {
      const calls = callsOf(all, ["read"], region);
      expect(calls.length).toBeGreaterThan(60);
      expect(await refusedOf(plan, stageName, calls)).toEqual([]);
    });

    test("are not allowed to the role that plans, if they write", async () => {
      const writes = callsOf(all, ["create", "update", "delete"], region).filter(
        (call) => !/:(Get|List|Describe)/.test(call),
      );
      const requests = (await Promise.all(writes.map((call) => requestOf(call, stageName, plan)))).flat();
      const allowed = await callers.exceptions(plan, [], requests, false);
      expect(requests.length).toBeGreaterThan(150);
      expect(allowed.map(({ action }) => action)).toEqual([]);
    });
  },
);

it("every reason is for a call of an account's stacks", () => {
  const calls = hasCloudFormation()
    ? stagesOf("prod").flatMap((stage) =>
        callsOf(
          [...Object.keys(stacks).filter(isOfStage(stage)), "prod-bootstrap"],
          ["create", "read", "update", "delete"],
          "us-east-1",
        ),
      )
    : [];
  const reasons = Object.entries(unused).filter(([, pattern]) => !calls.some((call) => pattern.test(call)));
  expect(hasCloudFormation() ? reasons.map(([reason]) => reason) : []).toEqual([]);
});
