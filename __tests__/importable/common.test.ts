import { TerraformResource, Testing } from "cdktf";
import { catalog, type CatalogEntry } from "../../importable/catalog";
import { completeExample } from "../../importable/examples";
import { ReadableStack } from "../../modules/kit/readable-stack";
import { testApp } from "../support/app";
import type { Block } from "../support/terraform-json";

/** A module with some inputs, and the complete example for all others: what it has, by type and name, as text and as blocks. */
function made({ id, module }: CatalogEntry, inputs: Record<string, unknown>) {
  const stack = new ReadableStack(testApp(), "module");
  stack.publish(new module(stack, id, module.schema.parse({ ...completeExample(module.schema), ...inputs })));
  const text = Testing.synth(stack);
  const { resource = {} } = JSON.parse(text) as Block;
  const blocks = Object.entries(resource as Record<string, Record<string, Block>>).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, block]) => ({ type, address: `${type}.${name}`, block })),
  );
  const constructs = stack.node.findAll().filter((one) => TerraformResource.isTerraformResource(one));
  const taggable = constructs.filter((one) => "tagsInput" in one).map((one) => one.terraformResourceType);
  return { text, blocks, taggable: new Set(taggable) };
}

const hasInput = ({ module }: CatalogEntry, name: string) => name in module.schema.shape;
const examples = new Map(catalog.map((entry) => [entry.path, made(entry, {})]));
const exampleOf = ({ path }: CatalogEntry) => examples.get(path) as ReturnType<typeof made>;
const byPath = (entry: CatalogEntry) => [entry.path, entry] as const;

/** Every object `tags` at any depth, except in the values of Helm releases, which are text. */
const allTags = (value: unknown): Block[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) => (key === "tags" ? [item as Block] : allTags(item)))
    : [];

describe("tags", () => {
  const tagged = catalog.filter((entry) => exampleOf(entry).taggable.size > 0);

  it("are an input of every module with a resource that can have tags", () => {
    expect(tagged.length).toBeGreaterThan(20);
    expect(tagged.filter((entry) => !hasInput(entry, "tags")).map(({ path }) => path)).toEqual([]);
  });

  it.each(tagged.map(byPath))("of %s are on every resource that can have tags", (_, entry) => {
    const { blocks, taggable } = made(entry, { tags: { Team: "art" } });
    const without = blocks.filter(({ type, block }) => taggable.has(type) && block.tags?.Team !== "art");
    expect(without.map(({ address }) => address)).toEqual([]);
    // Volumes, and what AWS makes from a launch template.
    const inner = blocks.filter(({ block }) => allTags(block).some(({ Team }) => Team !== "art"));
    expect(inner.map(({ address }) => address)).toEqual([]);
  });

  it.each(tagged.map(byPath))("of %s do not replace those that it sets itself", (_, entry) => {
    const own = new Map(
      made(entry, { tags: {} }).blocks.map(({ address, block }) => [address, block.tags as Block]),
    );
    const other = Object.fromEntries(
      [...own.values()].flatMap((tags) => Object.keys(tags ?? {}).map((name) => [name, "other"])),
    );
    for (const { address, block } of made(entry, { tags: other }).blocks) {
      expect([address, block.tags ?? {}]).toEqual([address, expect.objectContaining(own.get(address) ?? {})]);
    }
  });

  it("are on the volume of the access instance", () => {
    const entry = catalog.find(({ path }) => path === "access-instance") as CatalogEntry;
    const { blocks } = made(entry, { enabled: true, tags: { Team: "art" } });
    const instance = blocks.find(({ type }) => type === "aws_instance");
    expect(instance?.block.root_block_device.tags).toEqual({ Team: "art" });
  });
});

describe("path and permissions boundary", () => {
  const rolesOf = (entry: CatalogEntry) =>
    exampleOf(entry).blocks.filter(({ type }) => type === "aws_iam_role");
  const withRoles = catalog.filter((entry) => rolesOf(entry).length > 0);
  const inputs = {
    // Not the name of the roles in the examples of other inputs.
    name: "own-name",
    iamRolePath: "/teams/art/",
    iamRolePermissionsBoundary: "arn:aws:iam::123456789012:policy/teams/Boundary",
  };

  it("are inputs of the modules with an IAM role, and of no others", () => {
    expect(withRoles.length).toBeGreaterThan(10);
    for (const name of ["iamRolePath", "iamRolePermissionsBoundary"]) {
      expect(catalog.filter((entry) => hasInput(entry, name)).map(({ path }) => path)).toEqual(
        withRoles.map(({ path }) => path),
      );
    }
  });

  it.each(withRoles.map(byPath))("of %s are those of every role, and of its ARN in a text", (_, entry) => {
    const { blocks, text } = made(entry, inputs);
    for (const { address, type, block } of blocks) {
      if (type === "aws_iam_role") {
        expect([address, block.path, block.permissions_boundary]).toEqual([
          address,
          inputs.iamRolePath,
          inputs.iamRolePermissionsBoundary,
        ]);
        expect(text.match(`.*:role/${String(block.name)}.*`)?.[0]).toBeUndefined();
      }
      if (type === "aws_iam_instance_profile") {
        expect([address, block.path]).toEqual([address, inputs.iamRolePath]);
      }
    }
    // The name of a role is a reference.
    expect(text).not.toMatch(/:role\/\$\{/);
  });
});
