import { Registry } from "../../../modules/aws/registry";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/images";
const registry = (repositories: Record<string, string>, keepImages?: number) =>
  synthesizeModule(Registry, { repositories, keepImages, kmsKeyArn });

describe("a registry", () => {
  it.each([[{ api: "api" }], [{ api: "api", worker: "team/worker" }]])(
    "has the repositories %j",
    (repositories) => {
      expect(registry(repositories).resource("aws_ecr_repository.registry")).toMatchObject({
        for_each: repositories,
        name: "${each.value}",
      });
    },
  );

  it("has tags that cannot be moved, a scan at each push, and images encrypted with the given key", () => {
    expect(registry({ api: "api" }).resource("aws_ecr_repository.registry")).toMatchObject({
      image_tag_mutability: "IMMUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: "KMS", kms_key: kmsKeyArn }],
    });
  });

  it("keeps its images at a destroy: ECR deletes only empty repositories", () => {
    expect(registry({ api: "api" }).resource("aws_ecr_repository.registry")).not.toHaveProperty(
      "force_delete",
    );
  });

  it.each([
    [undefined, 50],
    [1, 1],
    [1000, 1000],
  ])("with keepImages %s keeps the newest %s images of each repository", (given, count) => {
    const { for_each, repository, policy } = registry({ api: "api", worker: "worker" }, given).resource(
      "aws_ecr_lifecycle_policy.registry_lifecycle",
    );
    expect(for_each).toEqual({ api: "api", worker: "worker" });
    expect(repository).toBe("${aws_ecr_repository.registry[each.key].name}");
    expect(policy).toContain(`"countType" = "imageCountMoreThan", "countNumber" = ${count}}`);
  });

  it("removes untagged images after a week", () => {
    const { policy } = registry({ api: "api" }).resource("aws_ecr_lifecycle_policy.registry_lifecycle");
    expect(policy).toMatch(/"tagStatus" = "untagged".*"countUnit" = "days", "countNumber" = 7\}/);
  });

  it.each([[{}], [{ api: "api", other: "api" }]])("refuses the repositories %j", (repositories) => {
    expect(() => registry(repositories)).toThrow("one or more different names of ECR repositories");
  });
});
