import { Testing } from "cdktf";
import type { CatalogEntry } from "../../importable/catalog";
import { ReadableStack } from "../../modules/kit/readable-stack";
import { testApp } from "../support/app";
import type { Block } from "../support/terraform-json";

/** A module as a stack has it: synthesized from plain values, in memory. */
export function stackForm(
  { id, module }: Pick<CatalogEntry, "id" | "module">,
  configuration: Record<string, unknown>,
): Block {
  const stack = new ReadableStack(testApp(), "module");
  stack.publish(new module(stack, id, configuration));
  return JSON.parse(Testing.synth(stack));
}
