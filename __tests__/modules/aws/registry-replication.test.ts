import { RegistryPolicy } from "../../../modules/aws/registry-policy";
import { RegistryReplication } from "../../../modules/aws/registry-replication";
import { synthesizeModule } from "../../support/modules";

const prod = { accountId: "444455556666", region: "us-east-1" };
const backup = { accountId: "777788889999", region: "eu-west-1" };

const replication = (
  destinations: Record<string, typeof prod>,
  repositories: Record<string, string> = { api: "api" },
) => synthesizeModule(RegistryReplication, { repositories, destinations });

describe("the replication of a registry", () => {
  it.each([[{ prod }], [{ backup, prod }]])("copies to %j, in one rule", (destinations) => {
    const { replication_configuration: configurations } = replication(destinations, {
      api: "api",
      worker: "team/worker",
    }).resource("aws_ecr_replication_configuration.registry_replication");
    expect(configurations).toEqual([
      {
        rule: [
          {
            destination: Object.values(destinations).map(({ accountId, region }) => ({
              registry_id: accountId,
              region,
            })),
            repository_filter: ["api", "team/worker"].map((filter) => ({
              filter,
              filter_type: "PREFIX_MATCH",
            })),
          },
        ],
      },
    ]);
  });

  it.each([
    [0, false],
    [1, true],
    [25, true],
    [26, false],
  ])("with %i destinations is accepted: %s", (count, accepted) => {
    const destinations = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`to-${index}`, prod]),
    );
    const made = () => replication(destinations);
    if (accepted) {
      expect(made).not.toThrow();
    } else {
      expect(made).toThrow("1 to 25 registries, by names of your choice");
    }
  });

  it("refuses a destination without an account id or a region", () => {
    expect(() => replication({ prod: { ...prod, accountId: "prod" } })).toThrow(
      "an AWS account id of 12 digits",
    );
    expect(() => replication({ prod: { ...prod, region: "Virginia" } })).toThrow("an AWS region");
  });
});

describe("the policy of a registry", () => {
  const arn = "arn:aws:ecr:us-east-1:444455556666:repository/api";
  const policy = (sources: Record<string, { accountId: string; repositoryArns: string[] }>) =>
    synthesizeModule(RegistryPolicy, { sources });

  it("allows each account to replicate into its repositories, and to make none", () => {
    const json = policy({
      first: { accountId: "111122223333", repositoryArns: [arn] },
      second: { accountId: "777788889999", repositoryArns: [`${arn}-2`] },
    });
    const partition = "${data.aws_partition.registry_policy_partition.partition}";
    const statement = (id: string, resource: string) => ({
      actions: ["ecr:ReplicateImage"],
      resources: [resource],
      principals: [{ type: "AWS", identifiers: [`arn:${partition}:iam::${id}:root`] }],
    });
    expect(json.dataSource("aws_iam_policy_document.registry_policy_document").statement).toEqual([
      statement("111122223333", arn),
      statement("777788889999", `${arn}-2`),
    ]);
    expect(json.resource("aws_ecr_registry_policy.registry_policy").policy).toBe(
      "${data.aws_iam_policy_document.registry_policy_document.json}",
    );
  });

  it("refuses to be for nobody, or without a repository", () => {
    expect(() => policy({})).toThrow("one or more accounts, by names of your choice");
    expect(() => policy({ nonprod: { accountId: "111122223333", repositoryArns: [] } })).toThrow(
      "one or more ARNs of ECR repositories",
    );
  });
});
