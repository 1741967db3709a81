import type { Construct } from "constructs";
import {
  Addon,
  installReleases,
  release,
  type AddonConfig,
  type ReleaseClass,
} from "../../../modules/addons";
import { ClusterResources } from "../../../modules/addons/cluster-resources";
import { ExternalSecrets } from "../../../modules/addons/external-secrets";
import { LoadBalancerController } from "../../../modules/addons/load-balancer-controller";
import { Logging } from "../../../modules/addons/logging";
import { Monitoring } from "../../../modules/addons/monitoring";
import { PrometheusOperatorCrds } from "../../../modules/addons/prometheus-operator-crds";
import { Application } from "../../../modules/app";
import { synthesizeStack } from "../../support/modules";

const chartOf = (name: string) => ({
  chart: name,
  repository: "https://charts.example.com",
  version: "1.0.0",
  release: name,
  namespace: "default",
});

class Crds extends Addon<AddonConfig> {
  static readonly chart = chartOf("crds");
}
class Store extends Addon<AddonConfig> {
  static readonly chart = chartOf("store");
  static override readonly needs = [Crds];
}
class Web extends Addon<AddonConfig> {
  static readonly chart = chartOf("web");
  static override readonly needs = [Crds, Store];
}
class Hen extends Addon<AddonConfig> {
  static readonly chart = chartOf("hen");
  static override needs: ReleaseClass[] = [];
}
class Egg extends Addon<AddonConfig> {
  static readonly chart = chartOf("egg");
  static override readonly needs = [Hen];
}
Hen.needs = [Egg];

const config = { namespace: "default" };
const [crds, store, web] = [release(Crds, config), release(Store, config), release(Web, config)];

/** Addresses of `depends_on`, by the name of the release. */
function dependencies(declared: Parameters<typeof installReleases>[1]) {
  const releases = synthesizeStack((stack) => installReleases(stack, declared)).resources("helm_release");
  return Object.fromEntries(
    Object.entries(releases).map(([name, { depends_on }]) => [name, depends_on ?? []]),
  );
}

/** The error of a platform that is refused, and how many constructs were created before it. */
function refusal(declared: Parameters<typeof installReleases>[1]) {
  const found = { message: "", made: 0 };
  synthesizeStack((stack: Construct) => {
    const before = stack.node.children.length;
    try {
      installReleases(stack, declared);
    } catch (error) {
      found.message = (error as Error).message;
    }
    found.made = stack.node.children.length - before;
  });
  return found;
}

describe("the releases of a platform", () => {
  it("depend on the releases that they need, in any order of declaration", () => {
    const expected = {
      crds: [],
      store: ["helm_release.crds"],
      web: ["helm_release.crds", "helm_release.store"],
    };
    expect(dependencies({ crds, store, web })).toEqual(expected);
    expect(dependencies({ web, store, crds })).toEqual(expected);
  });

  it("depend on all releases of a class that they need", () => {
    expect(dependencies({ one: crds, other: crds, store })["store"]).toEqual([
      "helm_release.one",
      "helm_release.other",
    ]);
  });

  it("are returned by their ids", () => {
    synthesizeStack((stack) => {
      const installed = installReleases(stack, { store, crds });
      expect([installed.store, installed.crds].map((one) => one.constructor)).toEqual([Store, Crds]);
    });
  });

  it.each([
    [{ store, web }, "store needs crds, which is not part of this platform"],
    [{ crds, web }, "web needs store, which is not part of this platform"],
    [
      { hen: release(Hen, config), egg: release(Egg, config) },
      "the needs of these releases form a cycle: hen -> egg -> hen",
    ],
  ])(
    "are refused with an error that names them, before any construct is created: %#",
    (declared, message) => {
      expect(refusal(declared)).toEqual({ message, made: 0 });
    },
  );

  it("are refused if a needed class is undefined, because two files import each other", () => {
    class Late extends Addon<AddonConfig> {
      static readonly chart = chartOf("late");
      static override readonly needs = [undefined as unknown as ReleaseClass];
    }
    expect(refusal({ late: release(Late, config) }).message).toBe(
      "late needs a class that is undefined: the files of the two import each other",
    );
  });
});

describe("the needs of the add-ons and the application", () => {
  const classes: (ReleaseClass & { schema: { description?: string | undefined } })[] = [
    PrometheusOperatorCrds,
    LoadBalancerController,
    ExternalSecrets,
    ClusterResources,
    Monitoring,
    Logging,
    Application,
  ];

  it("include the custom resource definitions that external-secrets needs", () => {
    const externalSecrets = release(ExternalSecrets, {
      tags: {},
      name: "artist-test",
      clusterName: "artist-test",
      namespace: "external-secrets",
      readerRoleArns: ["arn:aws:iam::123456789012:role/artist-test-secrets-application"],
      replicas: 2,
      admissionWebhooks: true,
    });
    expect(refusal({ externalSecrets }).message).toBe(
      "external-secrets needs prometheus-operator-crds, which is not part of this platform",
    );
  });

  it.each(classes.map((type) => [type.chart.release, type] as const))(
    "are named in the description of %s",
    (_, { needs, schema: { description = "" } }) => {
      const [, named = ""] = /Needs the releases? (.*)$/.exec(description) ?? [];
      expect(
        named
          .split(/, | and /)
          .filter((name) => name !== "")
          .sort(),
      ).toEqual(needs.map(({ chart }) => chart.release).sort());
    },
  );

  it("are released under different names", () => {
    const names = classes.map(({ chart }) => chart.release);
    expect(new Set(names).size).toBe(names.length);
  });
});
