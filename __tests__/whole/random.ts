import { configurationSchema } from "../../config/schema";
import { configurationOfThisMachine } from "../../local/configuration";
import { findHelm } from "../../local/kubernetes/install";
import { renderedObjects } from "../../plan/release-objects";
import { fieldsIn, placeOf } from "../config/fields";
import { acceptedEdits, seed } from "../config/random";
import { dryRun, type Kubectl } from "./dry-run";
import { inPairs, planStacks, synthesized, type PlannedStacks } from "./plans";

/** What decides where the resources are, and what must exist before a plan: administrators, the values of API keys. */
const fixed =
  /^config|^account |^local(: (account|region|production|platform\.(kubeconfig|chartMirror)|cluster\.administrators|secrets\.apiKeys).*)?$/;

const count = 16;

/**
 * Plans random configurations against the deployed stage, and has the API server check the objects of this project's charts:
 * what is accepted in a configuration is accepted by Terraform, the providers, Helm and Kubernetes.
 */
export function randomTests(kubectl: Kubectl): void {
  it(`accepts random configurations in a plan of each layer and in the cluster (RANDOM_SEED=${seed})`, async () => {
    const { accounts, stages } = configurationOfThisMachine();
    const { emulator } = accounts;
    const { local } = stages;
    if (!emulator || !local) {
      throw new Error("the stage local is not deployed");
    }
    const base = { accounts: { emulator }, stages: { local } };
    const fields = [...fieldsIn(configurationSchema, base)].filter(({ path }) => !fixed.test(placeOf(path)));
    expect(fields.length).toBeGreaterThan(40);
    const deployed = synthesized(base);
    const helm = String(findHelm());
    let checked = 0;
    const check = ({ elsewhere, changes }: PlannedStacks) => {
      expect(elsewhere).toBeUndefined();
      for (const { change, folder } of changes) {
        const { chart, namespace, values } = change.after ?? {};
        if (String(chart).startsWith("./") && values !== undefined) {
          const objects = renderedObjects(change.after ?? {}, { helm, folder });
          expect(dryRun(kubectl, objects, String(namespace))).toHaveLength(objects.length);
          checked += objects.length;
        }
      }
    };
    await inPairs(acceptedEdits(base, fields, count), (configuration) =>
      planStacks(deployed, configuration, check),
    );
    expect(checked).toBeGreaterThan(0);
  });
}
