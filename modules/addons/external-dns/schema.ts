import type { z } from "zod";
import { domainName, hostedZoneId } from "../../kit/rules";
import type { ChartRelease } from "../../kubernetes/helm-release";
import { namespaces } from "../../kubernetes/namespaces";
import { chartVersions } from "../../versions";
import { addonSchemaOf, identityFields } from "../schema";

/** Chart and release of {@link ExternalDns}. */
export const externalDns = {
  ...chartVersions.externalDns,
  release: "external-dns",
  namespace: namespaces.system,
} as const satisfies ChartRelease;

/** Inputs of {@link ExternalDns}. */
export const externalDnsSchema = addonSchemaOf(externalDns)
  .pick({ ...identityFields, namespace: true, region: true, chartMirror: true })
  .extend({
    domainName: domainName.describe("Domain of the hosts: records outside of it are not changed"),
    hostedZoneId: hostedZoneId.describe("ID of the hosted zone of Route 53 that has the records"),
  })
  .describe(
    "external-dns, with its IAM role: it makes a record of Route 53 for the host of each Ingress, and deletes it with the Ingress. Needs the release prometheus-operator-crds",
  );

/** Configuration of {@link ExternalDns}. */
export type ExternalDnsConfig = z.infer<typeof externalDnsSchema>;
