import { parse } from "yaml";
import { deployed, type Deployed } from "../oracles/deployed";
import { configurations, stackOf, type Stacks } from "../support/prepared";
import type { Block } from "../support/terraform-json";

const syntheses = configurations().map(([, { configuration, stacks }]) => ({
  stacks,
  stages: Object.keys(configuration.stages),
}));
const stages = syntheses.flatMap(({ stacks, stages: names }) =>
  names.map((stage) => [stage, stacks] as const),
);

let evaluated: Map<Stacks, Record<string, Deployed>>;
beforeAll(() => {
  evaluated = new Map(syntheses.map(({ stacks, stages: names }) => [stacks, deployed(stacks, names)]));
}, 60_000);

/** Tags that Terraform adds to its own resources, and not to what others make. */
const ofTerraform = ["ManagedBy", "Stack"];

const withTags = (tags: Record<string, string>, name: string) => Object.keys(tags).includes(name);

describe("the tags Project and Stage", () => {
  const places: [
    string,
    (
      resources: Record<string, Block>,
      values: Record<"controller" | "pool", Block>,
    ) => Record<string, string>,
  ][] = [
    ...["instance", "volume", "network-interface"].map((type): (typeof places)[number] => [
      `each ${type} of a node: launch template`,
      (resources) =>
        resources["aws_launch_template.nodes_template"].tag_specifications.find(
          ({ resource_type }: Block) => resource_type === type,
        )?.tags,
    ]),
    [
      "network interfaces that the CNI adds: add-on vpc-cni",
      (resources) =>
        JSON.parse(
          JSON.parse(resources['aws_eks_addon.addons_before_nodes["vpc-cni"]'].configuration_values).env
            .ADDITIONAL_ENI_TAGS,
        ),
    ],
    [
      "volumes of claims: add-on aws-ebs-csi-driver",
      (resources) =>
        JSON.parse(resources['aws_eks_addon.addons["aws-ebs-csi-driver"]'].configuration_values).controller
          .extraVolumeTags,
    ],
    [
      "load balancers and what belongs to them: aws-load-balancer-controller",
      (_, { controller }) => controller.defaultTags,
    ],
    [
      "instances, volumes and interfaces of nodes that Karpenter adds: EC2NodeClass",
      (_, { pool }) => pool.tags,
    ],
  ];

  it.each(stages)("of the stage %s are on what Terraform makes, and on what others make", (stage, stacks) => {
    const cluster = stackOf(stacks, `${stage}-cluster`);
    const made = evaluated.get(stacks)?.[stage]?.cluster ?? {};
    const valuesOf = (name: string): Block =>
      parse(stackOf(stacks, `${stage}-platform`).resource(`helm_release.${name}`).values[0]);
    const values = { controller: valuesOf("load_balancer_controller"), pool: valuesOf("node_pool") };
    const [{ default_tags }] = cluster.json["provider"]?.["aws"] as unknown as Block[];
    const { tags } = default_tags[0];
    expect(tags).toMatchObject({ Project: "artist", Stage: stage });
    const expected = Object.entries(tags).filter(([name]) => !ofTerraform.includes(name));
    for (const [place, tagsOf] of places) {
      const { Name: _, ...found } = tagsOf(made, values) ?? {};
      expect([place, found]).toEqual([place, Object.fromEntries(expected)]);
    }
  });

  it.each(stages)(
    "of the stage %s are not repeated on resources that have them as default tags",
    (stage, stacks) => {
      const ofStage = Object.entries(stacks).filter(([name]) => name.startsWith(`${stage}-`));
      const repeated = ofStage.flatMap(([, { json }]) =>
        Object.values((json["resource"] ?? {}) as Block)
          .flatMap((byName) => Object.values(byName as Record<string, Block>))
          .filter(({ tags }) => withTags((tags ?? {}) as Record<string, string>, "Project")),
      );
      expect(repeated).toEqual([]);
    },
  );

  it.each(stages)("of the stage %s are default tags of each of its stacks", (stage, stacks) => {
    const ofStage = Object.entries(stacks).filter(([name]) => name.startsWith(`${stage}-`));
    const missing = ofStage.filter(([, { json }]) => {
      const [{ default_tags }] = json["provider"]?.["aws"] as unknown as Block[];
      return !["Project", "Stage", ...ofTerraform].every((name) => withTags(default_tags[0].tags, name));
    });
    expect(ofStage).toHaveLength(4);
    expect(missing.map(([name]) => name)).toEqual([]);
  });
});
