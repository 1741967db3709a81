import { stackOf, synthesize, type Block, type TerraformJson } from "../support/synthesis";

let stacks: Record<string, TerraformJson>;
beforeAll(() => {
  stacks = synthesize();
});

/** Every key and value of a JSON tree, with the path. */
function* walk(value: Block, path: string[] = []): Generator<[string[], unknown]> {
  if (value !== null && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) {
      yield [[...path, key], inner];
      yield* walk(inner, [...path, key]);
    }
  }
}

describe("secrets", () => {
  it("reach Secrets Manager through write-only arguments alone", () => {
    for (const stack of Object.values(stacks)) {
      for (const version of Object.values(stack.resources("aws_secretsmanager_secret_version"))) {
        expect(version).toHaveProperty("secret_string_wo");
        expect(version).toHaveProperty("secret_string_wo_version");
        expect(version).not.toHaveProperty("secret_string");
      }
      expect(Object.keys(stack.json["resource"] ?? {})).not.toContain("random_password");
      expect(stack.json["data"] ?? {}).not.toHaveProperty("aws_secretsmanager_secret_version");
      expect(stack.json["data"] ?? {}).not.toHaveProperty("aws_eks_cluster_auth");
    }
  });

  it("are ephemeral where Terraform makes them", () => {
    const data = stackOf(stacks, "production-data");
    expect(Object.keys(data.json["ephemeral"]?.["aws_secretsmanager_random_password"] ?? {})).toEqual([
      "database_roles",
      "grafana",
    ]);
    const version = data.resource("aws_secretsmanager_secret_version.database_roles_version");
    expect(version.secret_string_wo).toContain(
      "ephemeral.aws_secretsmanager_random_password.database_roles[each.key].random_password",
    );
  });

  it("are named in no attribute of any stack", () => {
    for (const [name, stack] of Object.entries(stacks)) {
      for (const [path, value] of walk(stack.json)) {
        const key = path.at(-1) ?? "";
        // The emulators' credentials open nothing.
        const emulated = (key === "secret_key" || key === "access_key") && value === "emulator";
        if (/^(master_)?password$|^token$|secret_key$|access_key$/.test(key) && !emulated) {
          throw new Error(`${name}: ${path.join(".")} holds a secret`);
        }
      }
    }
  });

  it("of the database's master user are made and kept by RDS", () => {
    const database = stackOf(stacks, "production-data").resource("aws_db_instance.database");
    expect(database).toMatchObject({ manage_master_user_password: true, storage_encrypted: true });
    expect(database).not.toHaveProperty("password");
  });
});
