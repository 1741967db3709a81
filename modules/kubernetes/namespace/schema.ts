import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { kubernetesName, oneOf } from "../../kit/rules";

/** Inputs of a namespace. */
export const namespaceSchema = z
  .strictObject({
    name: kubernetesName.describe("Name of the namespace"),
    podSecurity: oneOf("privileged", "baseline", "restricted")
      .default("restricted")
      .describe(
        "[Pod Security Standard](https://kubernetes.io/docs/concepts/security/pod-security-standards/) that is enforced",
      ),
    labels: z
      .record(z.string(), z.string())
      .meta({ example: { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" } })
      .default({})
      .describe("More labels of the namespace"),
  })
  .describe("A Kubernetes namespace that enforces a Pod Security Standard");

/** Configuration of {@link Namespace}. */
export type NamespaceConfig = z.infer<typeof namespaceSchema>;

/** Outputs of a namespace. */
export const namespaceContract = new Contract({
  namespace: text("Name of the namespace, known once it exists"),
});
