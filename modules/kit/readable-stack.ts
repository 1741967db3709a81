import {
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  type TerraformElement,
} from "cdktf";
import { Node, type Construct } from "constructs";
import { addressName } from "./address";
import type { ModuleClass, ModuleOutputs } from "./module";

/** A stack whose resources have addresses without hashes. */
export class ReadableStack extends TerraformStack {
  private readonly addresses = new Map<string, string>();

  /** Declares the outputs of a layer or module as outputs of this stack. */
  publish(module: Construct & ModuleOutputs): void {
    (module.constructor as ModuleClass).contract.publish(this, module.outputs);
  }

  /**
   * cdktf would resolve all elements once more here, to find references to resources of other stacks, which takes a fifth
   * of a synthesis. There are none: a layer reads the outputs of another one from its state.
   */
  override prepareStack(): void {
    // Nothing to prepare: each stack declares its backend.
  }

  /** @throws if two resources of one type would have the same address. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = element instanceof Node ? element : element.node;
    const name = addressName(node, this.node);
    const address = `${blockType(element)}.${name}`;
    const owner = this.addresses.get(address);
    if (owner !== undefined && owner !== node.path) {
      throw new Error(`${this.node.id}: ${owner} and ${node.path} would both have the address ${address}`);
    }
    this.addresses.set(address, node.path);
    return name;
  }
}

function blockType(element: TerraformElement | Node): string {
  if (element instanceof TerraformResource) {
    return element.terraformResourceType;
  }
  return element instanceof TerraformOutput || element instanceof TerraformProvider
    ? element.constructor.name
    : "element";
}
