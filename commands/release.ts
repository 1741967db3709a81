import { spawnSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import type { Command } from "commander";
import { z } from "zod";
import type { Configuration } from "../config";
import { checkConfiguration } from "../config/check";
import type { StageImage } from "../config/stage-image";
import { configurationOfThisMachine } from "../local/configuration";
import { substituteOf } from "../local/offline/planned-releases";
import { projectPath } from "../modules/kit/project-path";
import type { Review } from "../plan/review";
import { readJsonFile, writeJsonFile, type JsonFile } from "../terraform/json-file";
import { UserError } from "../terraform/user-error";
import { withClusterOption, type ClusterOption } from "./cluster-option";
import { planAndReport } from "./plan";
import { command, runMain } from "./program";
import { stageNamed } from "./stack-selection";

interface ReleaseOptions {
  readonly stage: string;
  readonly tag?: string;
  readonly digest?: string;
  readonly from?: string;
}

type Images = Record<string, StageImage>;

/** The images of the stages. Its values have the rules of the configuration. */
const imagesFile: JsonFile<Images> = {
  path: projectPath("config", "images.json"),
  schema: z.record(z.string(), z.strictObject({ imageTag: z.string(), imageDigest: z.string().optional() })),
  remedy: "git checkout config/images.json",
};

/** The Helm release of the application in the platform stack of a stage. */
export const applicationRelease = "helm_release.app";

/** @throws {UserError} if the file does not have the stage */
function imageIn(images: Images, option: string, stage: string): StageImage {
  const image = Object.hasOwn(images, stage) ? images[stage] : undefined;
  if (!image) {
    throw new UserError(
      `${option}: given ${stage}; accepted: a stage of config/images.json: ${Object.keys(images).join(", ")}`,
    );
  }
  return image;
}

/** The image that the options name; the present one if they name none. @throws {UserError} */
export function imageFor({ stage, tag, digest, from }: ReleaseOptions, images: Images): StageImage {
  const present = imageIn(images, "--stage", stage);
  if (from !== undefined && (tag !== undefined || digest !== undefined)) {
    throw new UserError(
      `--from: given ${from}; accepted: without --tag and --digest, which name another image`,
    );
  }
  if (digest !== undefined && tag === undefined) {
    throw new UserError(`--digest: given ${digest}; accepted: together with the --tag of the same image`);
  }
  if (from !== undefined) {
    return imageIn(images, "--from", from);
  }
  return tag === undefined
    ? present
    : { imageTag: tag, ...(digest !== undefined && { imageDigest: digest }) };
}

/** @throws {ConfigurationError} if the configuration does not accept the image */
function checkImage(
  stageName: string,
  present: StageImage,
  image: StageImage,
  configuration: Configuration,
): void {
  const stage = stageNamed("--stage", stageName, configuration);
  const { imageTag, imageDigest } = stage.application;
  if (present.imageTag !== imageTag || present.imageDigest !== imageDigest) {
    throw new UserError(
      `${stageName}: application has the image ${imageDigest ?? imageTag}, not that of config/images.json; accepted: \`...imageOf("${stageName}")\` in config/${stageName}.ts`,
    );
  }
  const application = { ...stage.application, imageDigest: undefined, ...image };
  const stages = { ...configuration.stages, [stageName]: { ...stage, application } };
  checkConfiguration({ ...configuration, stages });
}

/** Compiles the configuration: the synthesis reads the compiled one. @throws {UserError} */
function compile(): void {
  const compiler = projectPath("node_modules", "typescript", "bin", "tsc");
  if (spawnSync(process.execPath, [compiler], { cwd: projectPath(), stdio: "inherit" }).status !== 0) {
    throw new UserError("config/images.json is written, but the sources do not compile");
  }
}

/** What a review has beside the release of the application, such as `staging-platform: helm_release.loki`. */
export const besideRelease = ({ stacks }: Pick<Review, "stacks">): string[] =>
  stacks.flatMap(({ stack, changes }) =>
    changes
      .filter(({ address }) => address !== applicationRelease)
      .map(({ address }) => `${stack}: ${address}`),
  );

async function release(options: ReleaseOptions & ClusterOption): Promise<number> {
  const { stage } = options;
  const images = readJsonFile(imagesFile) ?? {};
  const image = imageFor(options, images);
  checkImage(stage, imageIn(images, "--stage", stage), image, configurationOfThisMachine());
  if (!isDeepStrictEqual(image, images[stage])) {
    writeJsonFile(imagesFile, { ...images, [stage]: image });
    console.log(`config/images.json: ${stage} has the image ${image.imageDigest ?? image.imageTag}`);
    compile();
  }
  let others: string[] = [];
  const exitCode = await planAndReport(
    { stage, layer: "platform", cluster: options.cluster },
    [applicationRelease, substituteOf(applicationRelease)].map((address) => `-target=${address}`),
    (review) => {
      others = besideRelease(review);
      return others.length === 0;
    },
  );
  if (others.length > 0) {
    throw new UserError(
      `the release needs changes beside ${applicationRelease}: ${others.join(", ")}; apply these first: npm run plan -- --stage ${stage}`,
    );
  }
  return exitCode;
}

/** `npm run release`: writes the image of a stage into the configuration, and plans its release alone. */
export function releaseCommand(): Command {
  const made = command(
    "release",
    "Write the image of a stage into config/images.json, and plan the release of the application alone; npm run apply applies it.",
  )
    .requiredOption("--stage <stage>", "the stage that gets the image")
    .option("--tag <tag>", "tag of the image (default: the image that config/images.json has)")
    .option(
      "--digest <digest>",
      "digest of the same image, sha256:…: pods are started by it, whatever the tag names",
    )
    .option("--from <stage>", "the image of another stage");
  return withClusterOption(made).action((options: ReleaseOptions & ClusterOption) =>
    runMain(() => release(options)),
  );
}
