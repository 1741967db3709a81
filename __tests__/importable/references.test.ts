import { z } from "zod";
import { catalog } from "../../importable/catalog";
import { snakeCase } from "../../importable/names";
import { bare, fieldsOf } from "../../importable/schema";

/** A string that a module takes: its own, or an element of a list or map. */
interface Input {
  readonly path: string;
  readonly name: string;
  readonly schema: z.ZodType;
}

function inputsOf(schema: z.ZodType, path: string, name: string): Input[] {
  const { type } = bare(schema);
  if (type instanceof z.ZodString) {
    return [{ path, name, schema }];
  }
  return type instanceof z.ZodArray
    ? inputsOf(type.element as z.ZodType, path, name)
    : type instanceof z.ZodRecord
      ? inputsOf(type.valueType as z.ZodType, path, name)
      : fieldsOf(type).flatMap(([field, inner]) =>
          inputsOf(inner, `${path}.${snakeCase(field)}`, snakeCase(field)),
        );
}

const inputs = catalog.flatMap(({ path, module }) => inputsOf(module.schema, path, ""));

const longest = (length: number, text: string) => text.padEnd(length, "x");
const gov = (service: string, resource: string) =>
  `arn:aws-us-gov:${service}:us-gov-west-1:123456789012:${resource}`;
const iam = (resource: string) => `arn:aws-cn:iam::123456789012:${resource}`;
const role = iam("role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef");
const key = (region: string) =>
  `arn:aws-eusc:kms:${region}:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab`;
const bucket = "Logs.example.com".toLowerCase();

/**
 * What AWS and Kubernetes accept as the name, ID or ARN of something that exists already, by the names of the inputs that
 * refer to it. Names of what a module makes itself have the rules of the product.
 */
const existing: readonly (readonly [name: RegExp, accepted: readonly string[]])[] = [
  [/^cluster_name$/, ["Prod_EU", "0", longest(100, "Prod_EU-")]],
  [/namespace$/, ["0-team", longest(63, "team-")]],
  [/^service_account$/, ["builder.v2", longest(253, "builder.")]],
  [
    /^(reader_role_arns|(application_|database_roles_|node_)?role_arn|secret_reader_role_arns|assumed_by)$/,
    [role],
  ],
  [/^administrators$/, [role, iam("user/people/Jane.Doe@example.com")]],
  [
    /^(managed_policies|iam_role_permissions_boundary)$/,
    [iam("policy/teams/art/Boundary"), "arn:aws-iso:iam::aws:policy/Read"],
  ],
  [
    /^((state_|image_)?kms_key_arn|arn)$/,
    [key("eusc-de-east-1"), gov("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")],
  ],
  [/^((state_|log_)?bucket_name)$/, [bucket]],
  [/bucket_arns?$/, [`arn:aws-cn:s3:::${bucket}`]],
  [/topic_arn$/, [gov("sns", "Alerts_EU")]],
  [/^queue_arn$/, [gov("sqs", "Interruptions_EU")]],
  [/^queue_name$/, ["Interruptions_EU", longest(80, "Queue")]],
  [/^instance_profile_name$/, ["Nodes+eu=1,2.3@x_y-z", longest(128, "Nodes")]],
  [
    /^(role_secret_names|api_key_secret_names|grafana_admin_secret_name)$/,
    ["rds!db-1234", longest(512, "Team/Key+=.@-_")],
  ],
  [/^((plan_)?secret_arns|master_secret_arn)$/, [gov("secretsmanager", "secret:rds!db-1234-AbCdEf")]],
  [/^provider_arn$/, [iam("oidc-provider/token.actions.githubusercontent.com")]],
  [/^repository_arns$/, [gov("ecr", "repository/teams/art/api")]],
  [/^certificate_arn$/, [gov("acm", "certificate/1234abcd"), iam("server-certificate/cloudfront/example")]],
  [/file_system_arn$/, [gov("elasticfilesystem", "file-system/fs-0123456789abcdef0")]],
  [/access_point_arn$/, [gov("elasticfilesystem", "access-point/fsap-0123456789abcdef0")]],
  [/security_group_ids?$/, ["sg-903004f8", "sg-0123456789abcdef0"]],
  [/subnet_ids(_by_zone)?$/, ["subnet-903004f8", "subnet-0123456789abcdef0"]],
  [/^vpc_id$/, ["vpc-903004f8", "vpc-0123456789abcdef0"]],
  [/^(hosted_zone_id|id)$/, ["Z2FDTNDATAQYW2", "Z0123456789ABCDEFGHIJ"]],
  [/^account_id$/, ["012345678901"]],
  [/^domain_name$/, ["xn--bcher-kva.example", longest(63, "a") + ".example.co.uk"]],
  [/^region$/, ["us-gov-west-1", "cn-north-1", "us-isob-east-1", "eusc-de-east-1", "ap-southeast-7"]],
  [/^availability_zones$/, ["us-gov-west-1a", "eusc-de-east-1c"]],
];

/** Inputs with such a name that are not references: the module makes what they name. */
const own = [
  "database.database_name",
  "layers/data.database.database_name",
  "layers/data.log_bucket_name",
  "layers/bootstrap.state_bucket_name",
  "cluster-resources.grafana_admin_kubernetes_secret_name",
  "monitoring.grafana_admin_kubernetes_secret_name",
  "secret-reader.external_id",
];

const acceptedBy = ({ path, name }: Input) =>
  own.includes(path) ? undefined : existing.find(([pattern]) => pattern.test(name))?.[1];

describe("inputs that refer to something that exists", () => {
  it("are all in the table here", () => {
    const missing = inputs.filter(
      (input) =>
        /(arns?|_ids?|_names?|namespace)$/.test(input.name) &&
        !own.includes(input.path) &&
        !acceptedBy(input),
    );
    expect(missing.map(({ path }) => path)).toEqual([]);
    expect(own.filter((path) => !inputs.some((input) => input.path === path))).toEqual([]);
  });

  it.each(existing.map(([pattern, accepted]) => [pattern.source, pattern, accepted] as const))(
    "accept what AWS accepts: %s",
    (_, pattern, accepted) => {
      const referring = inputs.filter((input) => !own.includes(input.path) && pattern.test(input.name));
      expect(referring.length).toBeGreaterThan(0);
      const refused = referring.flatMap(({ path, schema }) =>
        accepted.filter((value) => !schema.safeParse(value).success).map((value) => `${path}: ${value}`),
      );
      expect(refused).toEqual([]);
    },
  );
});
