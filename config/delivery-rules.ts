import type { Mistake } from "./mistakes";
import type { Partly } from "./schema-mistakes";
import type { Configuration } from "./schema";

/** Beginnings of names of the account, in which the name of a stage would be: `artist-github-plan`, `artist-terraform-state-…`. */
const reserved = ["github", "terraform"];

const isBelow = (name: string, other: string) => name === other || name.startsWith(`${other}-`);

/**
 * The mistakes of the accounts with `delivery`. The role that deploys a stage may change what has a name that begins with
 * `artist-<stage>-`: no other name in the account may begin so.
 */
export function deliveryMistakes({ accounts = {}, stages = {} }: Partly<Configuration>): Mistake[] {
  return Object.entries(accounts).flatMap(([account, settings]) => {
    const delivery = settings?.delivery;
    if (!delivery) {
      return [];
    }
    const names = Object.keys(stages).filter((name) => stages[name]?.account === account);
    const refuse = (name: string, accepted: string): Mistake => ({
      owner: name,
      path: ["name"],
      given: name,
      accepted,
    });
    return names.flatMap((name) => [
      ...reserved
        .filter((word) => isBelow(name, word))
        .map((word) =>
          refuse(name, `a name that does not begin with ${word}, as those of the account's own resources do`),
        ),
      // The state of the account is `<account>-bootstrap.tfstate`.
      ...(isBelow(account, name)
        ? [
            refuse(
              name,
              `a name with which that of its account ${account} does not begin: the role that deploys the stage could write the account's state`,
            ),
          ]
        : []),
      ...names
        .filter((other) => other !== name && isBelow(name, other))
        .map((other) =>
          refuse(
            name,
            `a name that does not begin with ${other}-: the role that deploys ${other} could change this stage`,
          ),
        ),
    ]);
  });
}
