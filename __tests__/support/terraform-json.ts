/** A block of Terraform JSON. */
// Blocks differ by type: each test knows the structure of its block.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Block = any;

/** A synthesized stack as Terraform reads it. */
export class TerraformJson {
  constructor(readonly json: Record<string, Record<string, Record<string, Block>>>) {}

  /** The resources of a type, by name. */
  resources(type: string): Record<string, Block> {
    return this.json["resource"]?.[type] ?? {};
  }

  /** One resource by its address, such as `aws_vpc.network_vpc`. Fails if there is none. */
  resource(address: string): Block {
    const [type = "", name = ""] = address.split(".");
    const found = this.resources(type)[name];
    if (found === undefined) {
      throw new Error(`no ${address}; there are ${this.addresses().join(", ")}`);
    }
    return found;
  }

  /** One data source by its address without `data.`, such as `aws_iam_policy_document.trust`. */
  dataSource(address: string): Block {
    const [type = "", name = ""] = address.split(".");
    return this.json["data"]?.[type]?.[name];
  }

  /** Addresses of all resources. */
  addresses(): string[] {
    return Object.entries(this.json["resource"] ?? {}).flatMap(([type, byName]) =>
      Object.keys(byName).map((name) => `${type}.${name}`),
    );
  }

  /** The outputs, by name. */
  outputs(): Record<string, Block> {
    return this.json["output"] ?? {};
  }

  /** Statements of a policy document data source. */
  statements(name: string): Block[] {
    return this.json["data"]?.["aws_iam_policy_document"]?.[name].statement;
  }
}
