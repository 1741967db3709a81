import { configurations } from "../support/prepared";
import type { Block } from "../support/terraform-json";

/** Every key of a JSON tree, with its path. */
function* pathsOf(value: Block, path: string[] = []): Generator<string[]> {
  if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      yield [...path, key];
      yield* pathsOf(inner, [...path, key]);
    }
  }
}

describe.each(configurations())("secrets, with %s", (_, { stacks }) => {
  it("are written to Secrets Manager with write-only arguments only", () => {
    const versions = Object.values(stacks).flatMap((stack) =>
      Object.values(stack.resources("aws_secretsmanager_secret_version")),
    );
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) {
      expect(version).toHaveProperty("secret_string_wo");
      expect(version).toHaveProperty("secret_string_wo_version");
      expect(version).not.toHaveProperty("secret_string");
      expect(version).not.toHaveProperty("secret_binary");
    }
  });

  it("are not created or read by resources or data sources that are stored in the state", () => {
    const kept = /^(random_password|aws_secretsmanager_secret_version|aws_eks_cluster_auth|tls_private_key)$/;
    for (const [name, { json }] of Object.entries(stacks)) {
      const read = Object.keys(json["data"] ?? {}).filter((type) => kept.test(type));
      const made = Object.keys(json["resource"] ?? {}).filter((type) => /^(random|tls)_/.test(type));
      expect([name, ...read, ...made]).toEqual([name]);
    }
  });

  it("are in no attribute of any stack", () => {
    const secret = /^(master_)?password$|^token$|secret_key$|access_key$/;
    const found = Object.entries(stacks).flatMap(([name, { json }]) =>
      [...pathsOf(json)].filter((path) => secret.test(path.at(-1) ?? "")).map((path) => [name, ...path]),
    );
    expect(found).toEqual([]);
  });
});
