import { releasesOf } from "../../../local/offline/planned-releases";
import type { ResourceChange } from "../../../plan/plan-json";

const change = (address: string, actions: string[], rest: Partial<ResourceChange> = {}): ResourceChange => ({
  address,
  type: address.split(".")[0] ?? "",
  actions,
  before: undefined,
  after: undefined,
  afterUnknown: {},
  ...rest,
});

describe("the releases of a plan without the helm provider", () => {
  it("are those that a plan with the provider has", () => {
    const before = { triggers_replace: { name: "loki", values: ["a: 1"] } };
    const after = { triggers_replace: { name: "loki", values: ["a: 2"] } };
    const made = ["delete", "create"];
    expect(
      releasesOf([
        change("terraform_data.helm_release_loki", made, { before, after, afterUnknown: { id: true } }),
        change("terraform_data.helm_release_new", ["create"], {
          after,
          afterUnknown: { triggers_replace: { chart: true } },
        }),
        change("terraform_data.helm_release_new_installation", ["create"], { after }),
        change("terraform_data.helm_release_unknown", made, {
          before,
          after: {},
          afterUnknown: { triggers_replace: true },
        }),
        change('terraform_data.kubernetes_namespace_v1_namespaces["artist"]', ["delete"], { before }),
      ]),
    ).toEqual([
      change("helm_release.loki", ["update"], {
        before: before.triggers_replace,
        after: after.triggers_replace,
      }),
      change("helm_release.new", ["create"], {
        after: after.triggers_replace,
        afterUnknown: { chart: true },
      }),
      change("helm_release.unknown", ["update"], {
        before: before.triggers_replace,
        after: {},
        afterUnknown: { values: true },
      }),
      change('kubernetes_namespace_v1.namespaces["artist"]', ["delete"], { before: before.triggers_replace }),
    ]);
  });

  it("leave other resources as they are", () => {
    const others = [
      change("terraform_data.final_snapshot", ["create"]),
      change("aws_vpc.network", ["update"]),
    ];
    expect(releasesOf(others)).toEqual(others);
  });
});
