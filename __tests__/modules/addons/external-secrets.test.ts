import type { z } from "zod";
import { parse } from "yaml";
import { ExternalSecrets, type externalSecretsSchema } from "../../../modules/addons/external-secrets";
import { synthesizeModule } from "../../support/modules";

const readerRoleArns = ["a", "b"].map((name) => `arn:aws:iam::123456789012:role/${name}`);

const externalSecrets = (options: Partial<z.input<typeof externalSecretsSchema>> = {}) =>
  synthesizeModule(ExternalSecrets, {
    name: "artist-test",
    clusterName: "artist-test",
    readerRoleArns,
    ...options,
  });

const values = (options?: Parameters<typeof externalSecrets>[0]) =>
  parse(externalSecrets(options).resource("helm_release.external_secrets").values[0]);

describe("external-secrets", () => {
  it.each([[readerRoleArns.slice(0, 1)], [readerRoleArns]])(
    "assumes the roles %j, and may do nothing else",
    (arns) => {
      expect(externalSecrets({ readerRoleArns: arns }).statements("external_secrets_policy")).toEqual([
        expect.objectContaining({ actions: ["sts:AssumeRole", "sts:TagSession"], resources: arns }),
      ]);
    },
  );

  it("does not use stores and generators of the cluster, and writes no secrets to AWS", () => {
    const used = Object.entries(values()).filter(([name]) => name.startsWith("process"));
    expect(Object.fromEntries(used)).toEqual({
      processClusterStore: false,
      processClusterExternalSecret: false,
      processClusterGenerator: false,
      processClusterPushSecret: false,
      processPushSecret: false,
    });
  });

  it.each([
    [1, false],
    [3, true],
  ])("with %s replicas has a PodDisruptionBudget: %s", (replicas, enabled) => {
    const found = values({ replicas });
    // With one replica a budget would block every drain of a node.
    expect(found.podDisruptionBudget).toEqual({ enabled, minAvailable: 1 });
    expect([found.replicaCount, found.webhook.replicaCount]).toEqual([replicas, replicas]);
  });

  it.each([
    [undefined, true],
    [false, false],
  ])("with admissionWebhooks %s has its webhook and the webhook's certificate: %s", (given, create) => {
    const { webhook, certController } = values({ admissionWebhooks: given });
    expect([webhook.create, certController.create]).toEqual([create, create]);
  });
});
