import { RuleTester, type Rule } from "eslint";
import { parser } from "typescript-eslint";
import { projectPath } from "../../modules/kit/project-path";

const rule = jest.requireActual<Rule.RuleModule>(projectPath("eslint", "terms.cjs"));

/** A module with a statement in its constructor. */
const inConstructor = (statement: string) => `
import { Construct } from "constructs";
import type { DatabaseConfig } from "./schema";

export class Database extends Construct {
  constructor(scope: Construct, id: string, private readonly config: DatabaseConfig, after: string[] = []) {
    super(scope, id);
    ${statement}
  }
}
`;

const inMethod = (parameter: string, statement: string) => `
import type { AppConfig } from "./schema";
interface OwnConfig { readonly after?: string[] }
export class App {
  values(${parameter}) {
    ${statement}
  }
}
`;

new RuleTester({ languageOptions: { parser } }).run("terms", rule, {
  valid: [
    inConstructor(
      "new Instance(this, 'Default', { multiAz: config.multiAz, name: `${config.name}-database` });",
    ),
    inConstructor("this.names = isAbove(config.replicas, 1);"),
    // An object of fields is passed on.
    inConstructor("new Instance(this, 'Default', { ...config, ...config.database, name: 'a' });"),
    inConstructor("const { name, ...rest } = config; new Instance(this, name, rest);"),
    // Not values of the configuration.
    inConstructor("if (after.length > 0) { this.order(...after); }"),
    inConstructor("const { arn } = new EncryptionKey(this, 'key', config).outputs; use(arn);"),
    inConstructor("return tags.suffix ?? config.name;"),
    inMethod("{ api, ...config }: AppConfig", "return { cpu: api.cpu, ...config };"),
    inMethod("config: OwnConfig", "return config.after?.length ? config.after : undefined;"),
  ],
  invalid: [
    ...[
      "if (config.multiAz) { a(); }",
      "const size = config.multiAz ? 2 : 1;",
      "const { multiAz } = config; const size = multiAz ? 2 : 1;",
      "const { database: { multiAz } } = config; const size = multiAz ? 2 : 1;",
      "const all = config.database; if (all.multiAz) { a(); }",
      "a(this.config.multiAz && 1);",
      "a(config.name || 'none');",
      "a(config.name ?? 'none');",
      "a(!config.multiAz);",
      "a(config.storage * 2);",
      "a(config.engine === 'postgres');",
      "for (const subnet of config.subnetIds) { a(subnet); }",
      "for (let i = 0; i < config.replicas; i++) { a(i); }",
      "switch (config.engine) { default: a(); }",
      "a([...config.subnetIds]);",
      "a(...config.subnetIds);",
      "a(config.subnetIds.length);",
      "a(config.subnetIds.map((id) => id));",
      "a(config.subnetIds!.filter(Boolean));",
      "a(config.name.toUpperCase());",
      "a(config.subnetIds[0]);",
      "a(config.database?.name);",
      "a(Object.entries(config.names));",
      "a(JSON.stringify(config.names));",
      "a(new Set(config.subnetIds));",
      "const [first] = config.subnetIds;",
      "const { replicas = 2 } = config;",
    ].map((statement) => ({
      name: statement,
      code: inConstructor(statement),
      errors: [{ messageId: "value" }],
    })),
    {
      code: inMethod("{ api }: AppConfig", "return api.replicas > 1;"),
      errors: [
        {
          message:
            "`>` on a value of the configuration, which is a token in the importable module: use modules/kit/terms.ts (docs/terms.md).",
        },
      ],
    },
  ],
});
