import { deployedOf, refuseProtected } from "../destroy/deployed";
import { drainLoadBalancers, drainVolumes } from "../destroy/drain";
import { reportKept } from "../destroy/kept";
import type { DestroyedStage, StageRun } from "../destroy/stage";
import { sweep } from "../destroy/sweep";
import { configurationOfThisMachine } from "../local/configuration";
import { checkDestroyTools, destroyedStage } from "../local/destroyed-stage";
import { environmentOf } from "../local/stack-environment";
import type { Layer } from "../modules/layers";
import { layerOfStack } from "../stacks/names";
import type { Interrupts } from "../terraform/interrupts";
import type { SynthesizedStack } from "../terraform/stacks";
import { confirm } from "./program";

interface StageOfRun {
  readonly stage: DestroyedStage;
  /** The layers that are destroyed. */
  readonly layers: Layer[];
}

/** What a destroy of stacks does besides Terraform. */
export class Teardown {
  private readonly stages: readonly StageOfRun[];
  private readonly found: ReadonlyMap<string, { stage: StageOfRun; layer: Layer }>;

  constructor(
    private readonly selected: readonly SynthesizedStack[],
    private readonly autoApprove: boolean,
    private readonly interrupts: Interrupts,
  ) {
    checkDestroyTools(selected.map(({ name }) => name));
    const stages = new Map<string, StageOfRun>();
    const found = new Map<string, { stage: StageOfRun; layer: Layer }>();
    const configuration = configurationOfThisMachine();
    for (const { name } of selected) {
      const one = layerOfStack(name, configuration);
      if (one) {
        const { stageName, layer } = one;
        const stage = stages.get(stageName) ?? {
          stage: destroyedStage(stageName, configuration),
          layers: [],
        };
        stage.layers.push(layer);
        stages.set(stageName, stage);
        found.set(name, { stage, layer });
      }
    }
    this.stages = [...stages.values()];
    this.found = found;
  }

  /**
   * The stacks that have something to destroy.
   *
   * @throws {UserError} if a resource of one of them is protected: then nothing is destroyed.
   */
  async destroyable(): Promise<SynthesizedStack[]> {
    const runs = this.selected.map(({ name: stack }) => ({
      stack,
      env: environmentOf(stack),
      report: (line: string) => console.log(`${stack}: ${line}`),
      interrupts: this.interrupts,
    }));
    const deployed = await deployedOf(runs);
    refuseProtected(deployed, console.log);
    return this.selected.filter(({ name }) => deployed.some(({ stack }) => stack === name));
  }

  /** Before the plan of a stack: a network cannot be deleted while something of the cluster is in it. */
  async beforePlan(stack: string): Promise<void> {
    const { stage, layer } = this.found.get(stack) ?? {};
    if (stage && layer === "network") {
      await this.sweep(stage);
    }
  }

  /** After the approval of a stack's plan, before it is applied. */
  async beforeApply(stack: string): Promise<void> {
    const { stage, layer } = this.found.get(stack) ?? {};
    if (stage && layer === "platform") {
      await drainLoadBalancers(this.runOn(stage), stack);
    } else if (stage && layer === "cluster") {
      await drainVolumes(this.runOn(stage), stack);
    }
  }

  /** After all stacks: deletes what they left, and reports what is kept. */
  async afterAll(): Promise<void> {
    for (const stage of this.stages) {
      await this.sweep(stage);
      await reportKept(this.runOn(stage), stage.layers);
    }
  }

  private runOn({ stage }: StageOfRun): StageRun {
    const report = (line: string) => console.log(`${stage.stageName}: ${line}`);
    return { stage, report, interrupts: this.interrupts };
  }

  private sweep(one: StageOfRun): Promise<void> {
    const question = `delete what ${one.stage.stageName} left?`;
    const approve = this.autoApprove ? undefined : () => confirm(question, this.interrupts);
    return sweep(this.runOn(one), { layers: one.layers, approve });
  }
}
