import { dataHolders } from "../review/data";
import type { Rule } from "./rule";

/** Nothing that holds data is destroyed. What is written down for the change is permitted ({@link Permission}). */
export const dataDestruction: Rule = {
  name: "data-destruction",
  sentence:
    "What holds data is destroyed or replaced only with a permission in config/permitted-destruction.ts",
  violations: ({ resources }) =>
    resources
      .filter(({ type, change }) => change.actions.includes("delete") && Object.hasOwn(dataHolders, type))
      .map(({ address, type, change, before = {} }) => ({
        address,
        sentence: `${change.actions.includes("create") ? "is replaced" : "is deleted"}: ${dataHolders[type]?.(before)}`,
      })),
};
