import images from "./images.json";

/** The image of a stage: `application.imageTag` and `application.imageDigest`. */
export interface StageImage {
  readonly imageTag: string;
  readonly imageDigest?: string | undefined;
}

const byStage: Readonly<Record<keyof typeof images, StageImage>> = images;

/** The image in `images.json`, which `npm run release` writes. Both fields, so that they replace those of a copied stage. */
export const imageOf = (stage: keyof typeof images): StageImage => {
  const { imageTag, imageDigest } = byStage[stage];
  return { imageTag, imageDigest };
};
