import { createHash } from "node:crypto";
import { stackOf, type Stacks } from "../../support/prepared";
import type { Block, TerraformJson } from "../../support/terraform-json";
import { policyOf, type Policy } from "./policy";

/** `each` of a resource with `for_each`. */
interface Each {
  readonly key: string;
  readonly value: string;
}

const uuidOf = (text: string) =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");

/** The arguments of a call: texts, references and calls. */
const argumentsIn = (text: string): string[] =>
  text.match(/"(?:[^"\\]|\\.)*"|\w+\((?:"(?:[^"\\]|\\.)*"|[^()"])*\)|[^\s,]+/g) ?? [];

/**
 * Evaluates what IAM blocks of a stack use of Terraform's language: references, `for_each` over a map or `toset([…])`, and
 * templates of references. Attributes that AWS computes are ARNs as AWS would make them. Everything else is an error, so
 * that no expression is skipped.
 */
export class Resolver {
  private readonly json: TerraformJson;
  readonly account: string;
  readonly region: string;

  constructor(
    private readonly stacks: Stacks,
    readonly stack: string,
  ) {
    this.json = stackOf(stacks, stack);
    const [{ allowed_account_ids, region }] = this.json.json["provider"]?.["aws"] as unknown as Block[];
    this.account = allowed_account_ids[0];
    this.region = region;
  }

  /** The text with its references replaced. */
  text(text: string, each?: Each): string {
    return text.replaceAll(/\$\{([^}]*)\}/g, (_, reference: string) => this.reference(reference, each));
  }

  /** Blocks of a resource type or data source, with an `each` for each instance. */
  instances(
    type: string,
    kind: "resource" | "data" = "resource",
  ): { name: string; block: Block; each?: Each }[] {
    return Object.entries(this.json.json[kind]?.[type] ?? {}).flatMap(([name, block]) => {
      if (block.count !== undefined) {
        return block.count === 1 ? [{ name, block }] : [];
      }
      return block.for_each === undefined
        ? [{ name, block }]
        : this.elements(block.for_each).map((each) => ({ name, block, each }));
    });
  }

  /** The policy of a document by its name. */
  document(name: string, each?: Each): Policy {
    const block = this.json.json["data"]?.["aws_iam_policy_document"]?.[name] ?? {};
    const { for_each: _, ...own } = block as Block;
    const where = `${this.stack}: data.aws_iam_policy_document.${name}`;
    return policyOf(own, where, (text) => this.text(text, each));
  }

  /** An output of the stack, or the value that a map has for a key: `names.app`. */
  output(path: string): string {
    const [name = "", keyOfMap] = path.split(".");
    const output = this.json.outputs()[name];
    if (output === undefined) {
      throw new Error(`${this.stack} has no output ${name}`);
    }
    // An attribute of all instances of a resource, by their keys.
    const [, type, resource, attribute = "", ownKey] =
      /^\$\{\{ for key, val in (\w+)\.(\w+): key => val\.(\w+) \}(?:\.(\w+))?\}$/.exec(output.value) ?? [];
    if (type === undefined) {
      return this.text(output.value);
    }
    const instances = this.instances(type).filter(({ name }) => name === resource);
    const found = instances.find(({ each }) => each?.key === (ownKey ?? keyOfMap));
    if (found === undefined) {
      throw new Error(`${this.stack} has no instance for the output ${path}`);
    }
    return this.text(found.block[attribute], found.each);
  }

  private elements(forEach: string | Record<string, string>): Each[] {
    if (typeof forEach === "object") {
      return Object.entries(forEach).map(([key, value]) => ({ key, value: this.text(value) }));
    }
    const [, list] = /^\$\{toset\((\[.*\])\)\}$/s.exec(forEach) ?? [];
    if (list === undefined) {
      throw new Error(`${this.stack}: the IAM oracle does not evaluate for_each = ${forEach}`);
    }
    return (JSON.parse(list) as string[]).map((key) => ({ key, value: key }));
  }

  private reference(reference: string, each?: Each): string {
    if (each && (reference === "each.key" || reference === "each.value")) {
      return reference === "each.key" ? each.key : each.value;
    }
    const [, template, values] = /^format\(("(?:[^"\\]|\\.)*"), (.*)\)$/s.exec(reference) ?? [];
    if (template !== undefined && values !== undefined) {
      const texts = argumentsIn(values).map((value) =>
        value.startsWith('"') ? String(JSON.parse(value)) : this.reference(value, each),
      );
      return String(JSON.parse(template)).replace(/%s/g, () => texts.shift() ?? "");
    }
    // An attribute of a resource with `count = 1`.
    const [, optional] = /^one\((\w+\.\w+)\[\*\](?=\.\w+\)$)/.exec(reference) ?? [];
    if (optional) {
      return this.reference(reference.replace(`one(${optional}[*]`, optional).slice(0, -1), each);
    }
    const [, data, type = "", name = "", ofEach, path = ""] =
      /^(data\.)?([a-z]\w*)\.(\w+)(\[each\.key\])?\.([\w.[\]]+)$/.exec(reference) ?? [];
    const instance = ofEach ? this.instanceOf(type, name, data ? "data" : "resource", each?.key) : undefined;
    const found = data
      ? this.dataAttribute(type, name, path, instance)
      : this.attribute(type, name, path, instance);
    if (found === undefined) {
      throw new Error(`${this.stack}: the IAM oracle does not evaluate \${${reference}}`);
    }
    return found;
  }

  /** The `each` of an instance of a resource with `for_each`. */
  private instanceOf(type: string, name: string, kind: "resource" | "data", key?: string): Each | undefined {
    return this.instances(type, kind).find((one) => one.name === name && one.each?.key === key)?.each;
  }

  private dataAttribute(type: string, name: string, path: string, each?: Each): string | undefined {
    const values: Record<string, () => string> = {
      "aws_partition partition": () => "aws",
      "aws_partition dns_suffix": () => "amazonaws.com",
      "aws_iam_policy_document json": () => JSON.stringify(this.document(name, each)),
    };
    if (type === "terraform_remote_state") {
      const key: string = this.json.json["data"]?.[type]?.[name].config.key;
      const other = new Resolver(this.stacks, key.replace(/\.tfstate$/, ""));
      return other.output(path.replace(/^outputs\./, ""));
    }
    return values[`${type} ${path}`]?.();
  }

  private attribute(type: string, name: string, path: string, each?: Each): string | undefined {
    const block = this.json.resource(`${type}.${name}`);
    const keys = path.split(/[.[\]]+/).filter((key) => key !== "" && key !== "0");
    const configured = keys.reduce<Block>((value, key) => [value].flat()[0]?.[key], block);
    if (typeof configured === "string") {
      return this.text(configured, each);
    }
    const { account, region } = this;
    const id = uuidOf(`${this.stack} ${type}.${name}`);
    const computed: Record<string, () => string> = {
      "aws_iam_role arn": () => `arn:aws:iam::${account}:role/${this.text(block.name, each)}`,
      "aws_iam_policy arn": () => `arn:aws:iam::${account}:policy/${this.text(block.name, each)}`,
      "aws_iam_openid_connect_provider arn": () =>
        `arn:aws:iam::${account}:oidc-provider/${this.text(block.url).replace("https://", "")}`,
      "aws_kms_key arn": () => `arn:aws:kms:${region}:${account}:key/${id}`,
      "aws_sns_topic arn": () => `arn:aws:sns:${region}:${account}:${this.text(block.name)}`,
      "aws_cloudwatch_metric_alarm arn": () =>
        `arn:aws:cloudwatch:${region}:${account}:alarm:${this.text(block.alarm_name)}`,
      "aws_route53_zone zone_id": () => `Z${id.replaceAll("-", "").slice(0, 20).toUpperCase()}`,
      "aws_sqs_queue arn": () => `arn:aws:sqs:${region}:${account}:${this.text(block.name)}`,
      "aws_sqs_queue url": () => `https://sqs.${region}.amazonaws.com/${account}/${this.text(block.name)}`,
      "aws_cloudwatch_event_rule arn": () =>
        `arn:aws:events:${region}:${account}:rule/${this.text(block.name)}`,
      "aws_efs_file_system id": () => `fs-${id.slice(0, 8)}`,
      "aws_efs_file_system arn": () =>
        `arn:aws:elasticfilesystem:${region}:${account}:file-system/fs-${id.slice(0, 8)}`,
      "aws_efs_access_point id": () => `fsap-${id.slice(0, 8)}`,
      "aws_efs_access_point arn": () =>
        `arn:aws:elasticfilesystem:${region}:${account}:access-point/fsap-${id.slice(0, 8)}`,
      "aws_s3_bucket id": () => this.text(block.bucket),
      "aws_s3_bucket arn": () => `arn:aws:s3:::${this.text(block.bucket)}`,
      "aws_db_instance master_user_secret[0].secret_arn": () =>
        `arn:aws:secretsmanager:${region}:${account}:secret:rds!db-${id}-AbCdEf`,
    };
    return computed[`${type} ${path}`]?.();
  }
}
