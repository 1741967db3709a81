/** The layers of a stage, in the order of deployment: a layer reads outputs of layers that are listed before it. */
export const layers = ["network", "data", "cluster", "platform"] as const;

/** The layers of a stage, after that of its account. */
export const allLayers = ["bootstrap", ...layers] as const;

/** A layer of a stage: one Terraform stack, `<stage>-<layer>`. */
export type Layer = (typeof layers)[number];
