import type { Synthesis } from "../../../support/prepared";
import { rolesOf, type Role } from "../inventory";
import { stageOf, type Stage } from "../stage";

/** A stage with the roles of its account that workflows assume. */
export interface Delivered {
  readonly stageName: string;
  readonly stage: Stage;
  readonly plan: Role;
  readonly deploy: Role;
  /** Of the accounts that images are pushed to. */
  readonly image?: Role;
}

/** The roles of GitHub Actions of each stage. */
export function deliveredStages(synthesis: Synthesis): Delivered[] {
  const { configuration, stacks } = synthesis;
  return Object.entries(configuration.stages).map(([stageName, { account }]) => {
    const roles = rolesOf(stacks, `${account}-bootstrap`);
    const find = (name: string) => roles.find(({ arn }) => arn.endsWith(`:role/artist-github-${name}`));
    const role = (name: string) => {
      const found = find(name);
      if (found === undefined) {
        throw new Error(`${account} has no role ${name}`);
      }
      return found;
    };
    const image = find("image");
    const deploy = role(`deploy-${stageName}`);
    return {
      stageName,
      stage: stageOf(synthesis, stageName),
      plan: role("plan"),
      ...(image && { image }),
      deploy,
    };
  });
}
