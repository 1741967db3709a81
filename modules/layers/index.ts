/** The layers of a stage, in the order of deployment: a layer reads outputs of layers that are listed before it. */
export const layers = ["network", "data", "cluster", "platform"] as const;

/** A layer of a stage: one Terraform stack, `<stage>-<layer>`. */
export type Layer = (typeof layers)[number];
