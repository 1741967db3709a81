import type { Mistake } from "./mistakes";
import type { Account, Configuration } from "./schema";
import { ownerOf, type Partly } from "./schema-mistakes";

/** Which accounts an account may replicate its images to; undefined if the one given is accepted. */
function accepted(
  name: string,
  account: Partly<Account>,
  given: string,
  accounts: Readonly<Record<string, Partly<Account> | undefined>>,
): string | undefined {
  const others = Object.keys(accounts).filter((other) => other !== name);
  if (!others.includes(given)) {
    return others.length > 0
      ? `another account: ${others.join(", ")}`
      : "none, because there is no other account";
  }
  const to = accounts[given];
  if (!to) {
    return undefined;
  }
  if ((account.emulator === undefined) !== (to.emulator === undefined)) {
    return "an account of AWS for an account of AWS, one with an emulator for one with an emulator";
  }
  if ((to.registry?.replicateTo ?? []).length > 0) {
    return "an account that replicates to none itself: ECR does not copy a copy";
  }
  if (to.delivery?.applicationRepository) {
    return "an account without delivery.applicationRepository: an image that is pushed there was in no other stage";
  }
  const known = to.registry?.repositories;
  // One that is not valid may be the one that is missing.
  const areValid = known?.every((one) => one !== undefined) ?? false;
  const missing = (account.registry?.repositories ?? []).filter(
    (one) => one !== undefined && !known?.includes(one),
  );
  return areValid && missing.length > 0
    ? `an account with the same repositories: ${given} does not have ${missing.join(", ")}, and ECR makes none`
    : undefined;
}

/** The mistakes of accounts whose images are replicated to others. */
export const replicationMistakes = ({ accounts = {} }: Partly<Configuration>): Mistake[] =>
  Object.entries(accounts).flatMap(([name, account]) =>
    (account?.registry?.replicateTo ?? []).flatMap((given, index) => {
      const text = account && given !== undefined ? accepted(name, account, given, accounts) : undefined;
      return text === undefined
        ? []
        : [
            {
              owner: ownerOf("account", name),
              path: ["registry", "replicateTo", index],
              given,
              accepted: text,
            },
          ];
    }),
  );
