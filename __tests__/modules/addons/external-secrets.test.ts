import type { z } from "zod";
import { parse } from "yaml";
import { ExternalSecrets, type externalSecretsSchema } from "../../../modules/addons/external-secrets";
import { synthesizeModule } from "../../support/modules";

const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/data";
const secretArns = ["a", "b"].map((name) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}/*`);

const externalSecrets = (options: Partial<z.input<typeof externalSecretsSchema>> = {}) =>
  synthesizeModule(ExternalSecrets, {
    name: "artist-test",
    clusterName: "artist-test",
    kmsKeyArn,
    secretArns,
    ...options,
  });

const values = (options?: Parameters<typeof externalSecrets>[0]) =>
  parse(externalSecrets(options).resource("helm_release.external_secrets").values[0]);

describe("external-secrets", () => {
  it.each([[secretArns.slice(0, 1)], [secretArns]])("reads the secrets %j and no other", (arns) => {
    const statements = externalSecrets({ secretArns: arns }).statements("external_secrets_policy");
    const resources = statements.flatMap((statement) =>
      statement.actions.map((action: string) => [action.split(":")[0], statement.resources]),
    );
    expect(Object.fromEntries(resources)).toEqual({ secretsmanager: arns, kms: [kmsKeyArn] });
  });

  it("writes no secret and encrypts nothing", () => {
    const actions = externalSecrets()
      .statements("external_secrets_policy")
      .flatMap((statement) => statement.actions as string[]);
    expect(actions.filter((action) => !/^secretsmanager:(Get|Describe|List)/.test(action))).toEqual([
      "kms:Decrypt",
    ]);
    expect(actions).toContain("secretsmanager:GetSecretValue");
    expect(values()).toMatchObject({ processPushSecret: false, processClusterPushSecret: false });
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
