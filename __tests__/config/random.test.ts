import fc from "fast-check";
import { TerraformStack } from "cdktf";
import { checkConfiguration } from "../../config/check";
import { addStacks } from "../../stacks";
import { render } from "../charts/rendering";
import { withoutOtherStates } from "../oracles/evaluated";
import { testApp } from "../support/app";
import { evaluate } from "../support/evaluation";
import { synthesize } from "../support/synthesis";
import type { Block } from "../support/terraform-json";
import { linesOf } from "./edited";
import { placeOf, type Path } from "./fields";
import { acceptedCases, acceptedConfigurations, cases, seed } from "./random";

/** Rules between fields: the start of a line, and fields from which it may follow, beside the one that it names. */
const related: readonly (readonly [line: RegExp, ...fields: string[]])[] = [
  [/ in production(,|$)/, "stage: production"],
  [/^stage: production:/, "account example: emulator", "stage: account"],
  [/^stage: platform\.kubeconfig:/, "account example: emulator", "stage: account"],
  [/^stage: application\.repository:/, "account example: registry.repositories", "stage: account"],
  [
    /^account example: registry\.replicateTo\[/,
    "account example: registry.repositories",
    "account example: emulator",
  ],
  [/^stage: network\.availabilityZones\[/, "stage: region"],
  [/^stage: application\.host:/, "stage: network.domain.name"],
  [
    /^stage: network\.cidr: .*nodes take up to/,
    "stage: network.availabilityZones",
    "stage: cluster.nodeGroup",
    "stage: platform.nodePool",
  ],
  [/^stage: platform\.nodePool\.instance(Sizes|Categories)\[/, "stage: platform.nodePool"],
  [/^stage: database\.maxAllocatedStorage:/, "stage: database.allocatedStorage"],
  [/^stage: application\.api\.maxReplicas:/, "stage: application.api.minReplicas"],
  [/^stage: application\.api\.cpuLimit:/, "stage: application.api.cpu"],
  [/^stage: application\.api\.memoryLimit:/, "stage: application.api.memory"],
  [/^stage: application\.workers\.charts\.schedule:/, "stage: application.workers.charts.replicas"],
];

/** Whether a line names a changed field, what is in it, or what it is in; or a rule says why it names another one. */
function follows(line: string, path: Path): boolean {
  const place = placeOf(path);
  const [where = ""] = line.split(": given ");
  return (
    path.length < 2 ||
    where.startsWith(place) ||
    place.startsWith(where) ||
    related.some(
      ([about, ...fields]) =>
        about.test(line) && fields.some((field) => field.startsWith(place) || place.startsWith(field)),
    )
  );
}

describe(`random configurations (RANDOM_SEED=${seed})`, () => {
  it("are accepted, or refused by name", () => {
    fc.assert(
      fc.property(cases, ({ input, changed }) => {
        for (const line of linesOf(input)) {
          expect(line).toMatch(/^[^\n\r\u2028]+: given [^\n\r\u2028]{1,80}; accepted: [^\n\r\u2028]+$/);
          if (!changed.some((path) => follows(line, path))) {
            throw new Error(`not changed: ${line}`);
          }
        }
      }),
      { seed, numRuns: 80 },
    );
  });

  it("are synthesized, if they are accepted", () => {
    fc.assert(
      fc.property(acceptedCases, ({ input }) => {
        const app = testApp();
        addStacks(app, checkConfiguration(input));
        for (const stack of app.node.children.filter((child) => TerraformStack.isStack(child))) {
          (stack as TerraformStack).toTerraform();
        }
      }),
      { seed, numRuns: 8 },
    );
  });

  it("give values that the schemas of the charts accept", () => {
    // A configuration may have no stage.
    const stacks = acceptedConfigurations(5).flatMap((one) => Object.entries(synthesize(one)));
    const found = stacks.filter(([name]) => name.endsWith("-platform"));
    expect(found.length).toBeGreaterThan(0);
    const platforms = found.map(([, { json }], index) => {
      const { resource, data } = withoutOtherStates(json as Block);
      delete data.terraform_remote_state;
      return [String(index), { json: { resource, data } }] as const;
    });
    for (const platform of Object.values(evaluate(Object.fromEntries(platforms)))) {
      const valuesOf = (release: string) => platform[`helm_release.${release}`].values[0];
      // What other stacks output is no ARN and no number here.
      const outputs = { media: { volumeHandle: "" }, ingress: {}, apiKeys: [], roleSecretsVersion: 1 };
      expect(render("artist", { ...valuesOf("app"), ...outputs })).not.toEqual([]);
      expect(
        render("node-pool", {
          ...valuesOf("node_pool"),
          subnetIds: ["subnet-1"],
          securityGroupIds: ["sg-1"],
        }),
      ).not.toEqual([]);
    }
  });
});
