import { configurationOf, type AccountInput, type ConfigurationInput } from "../../config";
import { accounts } from "../../config/accounts";
import { linesOf } from "./edited";

const nonprod = accounts["nonprod"] as AccountInput;
const prod = accounts["prod"] as AccountInput;
const emulator = { configFile: "/tmp/aws", profile: "emulator" };

/** The delivered configuration with other accounts. */
const withAccounts = (changed: Record<string, AccountInput>): ConfigurationInput => {
  const delivered = configurationOf();
  return { ...delivered, accounts: { ...delivered.accounts, ...changed } };
};

const to = (account: AccountInput, replicateTo: string[]): AccountInput => ({
  ...account,
  registry: { ...account.registry, replicateTo },
});

const other: AccountInput = { ...prod, id: "777788889999" };

describe("accounts whose images are replicated", () => {
  it.each<[string, Record<string, AccountInput>, string[]]>([
    ["the delivered ones", {}, []],
    ["to two accounts", { nonprod: to(nonprod, ["prod", "other"]), other }, []],
    ["from two accounts", { other: to(other, ["prod"]) }, []],
    [
      "to more repositories than there are",
      { prod: { ...prod, registry: { repositories: [...prod.registry.repositories, "another"] } } },
      [],
    ],
    [
      "to an account into which a workflow pushes",
      { prod: { ...prod, delivery: nonprod.delivery } },
      [
        'account nonprod: registry.replicateTo[0]: given "prod"; accepted: an account without delivery.applicationRepository: an image that is pushed there was in no other stage',
      ],
    ],
    [
      "to an unknown account",
      { nonprod: to(nonprod, ["production"]) },
      ['account nonprod: registry.replicateTo[0]: given "production"; accepted: another account: prod'],
    ],
    [
      "to itself",
      { nonprod: to(nonprod, ["prod", "nonprod"]) },
      ['account nonprod: registry.replicateTo[1]: given "nonprod"; accepted: another account: prod'],
    ],
    [
      "twice to the same",
      { nonprod: to(nonprod, ["prod", "prod"]) },
      ['account nonprod: registry.replicateTo[1]: given "prod"; accepted: different names of other accounts'],
    ],
    [
      "to each other",
      { prod: to(prod, ["nonprod"]) },
      [
        'account nonprod: registry.replicateTo[0]: given "prod"; accepted: an account that replicates to none itself: ECR does not copy a copy',
        'account prod: registry.replicateTo[0]: given "nonprod"; accepted: an account that replicates to none itself: ECR does not copy a copy',
      ],
    ],
    [
      "over another account",
      { prod: to(prod, ["other"]), other },
      [
        'account nonprod: registry.replicateTo[0]: given "prod"; accepted: an account that replicates to none itself: ECR does not copy a copy',
      ],
    ],
    [
      "to an account without one of the repositories",
      {
        nonprod: { ...nonprod, registry: { ...nonprod.registry, repositories: ["ai-artist-api", "worker"] } },
      },
      [
        'account nonprod: registry.replicateTo[0]: given "prod"; accepted: an account with the same repositories: prod does not have worker, and ECR makes none',
      ],
    ],
    [
      "to an account that is not valid itself: only its own mistake",
      { prod: { ...prod, registry: { repositories: ["NOT VALID"] } } },
      [
        'account prod: registry.repositories[0]: given "NOT VALID"; accepted: an ECR repository name in lower case, such as ai-artist-api',
      ],
    ],
    [
      "from AWS to an emulator",
      { nonprod: to(nonprod, ["other"]), other: { ...other, emulator } },
      [
        'account nonprod: registry.replicateTo[0]: given "other"; accepted: an account of AWS for an account of AWS, one with an emulator for one with an emulator',
      ],
    ],
  ])("%s", (_, changed, lines) => {
    expect(linesOf(withAccounts(changed))).toEqual(lines);
  });
});
