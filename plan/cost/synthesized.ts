import type { Configuration } from "../../config";
import { synthesizedStacks } from "../synthesized-stacks";
import type { Resource } from "./items";
import { stackResources, type ResourceBlocks } from "./stack-resources";

/** The resources of all stacks of a configuration, by the name of the stack. */
export const synthesizedResources = (configuration: Configuration): Record<string, Resource[]> =>
  Object.fromEntries(
    Object.entries(synthesizedStacks(configuration)).map(([stack, { resource = {} }]) => [
      stack,
      stackResources(resource as ResourceBlocks),
    ]),
  );
