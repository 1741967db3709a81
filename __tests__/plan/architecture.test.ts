import { readFileSync } from "node:fs";
import { readConfiguration } from "../../config";
import { allLayers } from "../../modules/layers";
import { projectPath } from "../../modules/kit/project-path";
import { layerDrawing, stacksDrawing, type Drawing } from "../../plan/architecture/drawing";
import { svgFileOf } from "../../plan/architecture/image";
import { flowchartOf } from "../../plan/architecture/mermaid";
import { architecturePage, stagePictures } from "../../plan/architecture/page";
import { stackPictureOf } from "../../plan/architecture/stack-picture";
import type { Block } from "../../plan/plan-json";
import { readsOf } from "../../plan/upstream";
import { Resolver } from "../oracles/iam/resolution";
import { allStacks, stackOf } from "../support/prepared";

const configuration = readConfiguration();
const stages = stagePictures(configuration);
const pictures = Object.values(stages).flatMap((byLayer) => allLayers.map((layer) => byLayer[layer]));
const drawings: readonly (readonly [string, Drawing])[] = [
  ...pictures.map((picture) => [picture.stack, layerDrawing(picture)] as const),
  ...Object.entries(stages).map(([stage, byLayer]) => {
    const all = allLayers.map((layer) => byLayer[layer]);
    return [`the stacks of ${stage}`, stacksDrawing(stage, all)] as const;
  }),
];

/** A block of a synthesized stack at a path of constructs. */
const at = (path: string, values: Block = {}): Block => ({ ...values, "//": { metadata: { path } } });

describe("the picture of a stack", () => {
  const picture = stackPictureOf("staging-data", {
    data: {
      terraform_remote_state: { network: { config: { key: "staging-network.tfstate" } } },
      aws_iam_policy_document: { rules: at("s/Default/store/rules", { key: "${aws_kms_key.key.arn}" }) },
    },
    resource: {
      aws_kms_key: { key: at("s/Default/key/Default") },
      aws_kms_alias: { key_alias: at("s/Default/key/alias", { target: "${aws_kms_key.key.id}" }) },
      aws_s3_bucket: {
        store: at("s/Default/store/Default"),
        cache: at("s/Default/cache/inner/Default", {
          vpc: "${data.terraform_remote_state.network.outputs.vpc_id}",
        }),
      },
      aws_s3_bucket_policy: {
        store: at("s/Default/store/policy", { policy: "${data.aws_iam_policy_document.rules.json}" }),
        cache: at("s/Default/cache/policy", {
          bucket: "${aws_s3_bucket.cache.id}",
          depends_on: ["aws_s3_bucket.store"],
        }),
      },
      aws_subnet: {
        zones: at("s/Default/zones", { for_each: { a: 1, b: 2 }, key: "${aws_kms_key.key.id}" }),
      },
    },
  });

  it("has the modules of the layer, with the resources that have their names, or are referred to most", () => {
    expect(picture.modules).toEqual([
      { name: "key", main: ["aws_kms_key"], others: 1 },
      { name: "store", main: ["aws_s3_bucket"], others: 1 },
      { name: "cache", main: ["aws_s3_bucket", "aws_s3_bucket_policy"], others: 0 },
      { name: "", main: ["aws_subnet"], others: 0 },
    ]);
    expect(picture.resources).toBe(8);
  });

  it("has an edge for each reference between modules, also through data sources, without those that follow", () => {
    expect(picture.edges.map(({ used, user }) => `${used} → ${user}`)).toEqual([
      "key → store",
      "store → cache",
      "key → ",
    ]);
  });

  it("has the outputs of other stacks, with the modules that read them", () => {
    expect(picture.reads).toEqual([{ stack: "staging-network", output: "vpc_id", module: "cache" }]);
  });
});

it.each(drawings)(
  "the picture of %s has no edge without its nodes, and no node twice",
  (_, { nodes, edges }) => {
    const ids = nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(edges.filter(({ used, user }) => !ids.includes(used) || !ids.includes(user))).toEqual([]);
  },
);

it.each(drawings)("the picture of %s can be read by Mermaid", (_, drawing) => {
  const [first, ...lines] = flowchartOf(drawing, "LR").split("\n");
  expect(first).toBe("flowchart LR");
  const text = "[\\w ,./:-]+";
  const node = new RegExp(`^  (n\\d+)\\["<b>${text}</b>(<br/>${text})*"\\]$`);
  const edge = new RegExp(`^  (n\\d+) -->(\\|"${text}(<br/>${text})*"\\|)? (n\\d+)$`);
  expect(lines.filter((line) => !node.test(line) && !edge.test(line))).toEqual([]);
  expect(lines.filter((line) => node.test(line))).toHaveLength(drawing.nodes.length);
  expect(lines.filter((line) => edge.test(line))).toHaveLength(drawing.edges.length);
});

it.each(drawings)("the picture of %s as SVG has each node and each edge", (_, drawing) => {
  const svg = svgFileOf(drawing, "LR");
  expect(svg.match(/<g class="node /g) ?? []).toHaveLength(drawing.nodes.length);
  expect(svg.match(/<path class="edge"/g) ?? []).toHaveLength(drawing.edges.length);
  expect(svg).not.toMatch(/NaN|undefined/);
});

describe("docs/architecture.md", () => {
  const page = architecturePage(configuration);
  const stacks = allLayers.map((layer) => stages["production"]?.[layer].stack ?? "");
  const jsonOf = (stack: string) => allStacks()[stack]?.json as unknown as Block;

  it.each(stacks)("has the stack, each of its modules, and each output that it reads: %s", (stack) => {
    const section = page.split(`\n## ${stack}\n`)[1]?.split("\n## ")[0] ?? "";
    const paths = JSON.stringify(jsonOf(stack)["resource"]).matchAll(
      /"path":"[^"/]+\/(?:Default\/)?([^"/]+)\/[^"]+"/g,
    );
    for (const [, module] of [...paths].filter(([, name]) => name !== "Default")) {
      expect(section).toContain(`<b>${module}</b>`);
    }
    for (const { stack: other, outputs } of readsOf(jsonOf(stack))) {
      expect(outputs.length).toBeGreaterThan(0);
      for (const output of outputs) {
        expect(section).toContain(`\`${other}.${output}\``);
      }
    }
  });

  // Of data, the resolver does not know each instance.
  it.each(allLayers.filter((layer) => layer !== "data"))(
    "counts the resources of %s in each stage",
    (layer) => {
      const counts = Object.keys(stages).map((stage) => {
        const name = stages[stage]?.[layer].stack ?? "";
        const types = Object.keys(stackOf(allStacks(), name).json["resource"] ?? {});
        const resolver = new Resolver(allStacks(), name);
        return types.flatMap((type) => resolver.instances(type)).length;
      });
      const row = page.split("\n").find((line) => line.startsWith(`| ${layer} `)) ?? "";
      expect(row.split("|").slice(3, -1).map(Number)).toEqual(counts);
      expect(Math.min(...counts)).toBeGreaterThan(10);
    },
  );
});

it("docs/architecture.svg has each layer, and an arrow for each layer that another one reads from", () => {
  const svg = readFileSync(projectPath("docs", "architecture.svg"), "utf8");
  for (const layer of allLayers) {
    expect(svg).toContain(`&gt;-${layer}</text>`);
  }
  const reads = allLayers.flatMap((layer) => [
    ...new Set(stages["production"]?.[layer].reads.map(({ stack }) => stack)),
  ]);
  expect(svg.match(/<line /g)).toHaveLength(reads.length);
});
