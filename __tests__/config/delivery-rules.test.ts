import { configurationOf, type AccountInput, type ConfigurationInput } from "../../config";
import { accounts } from "../../config/accounts";
import { production } from "../../config/production";
import { staging } from "../../config/staging";
import { linesOf } from "./edited";

const delivered = configurationOf();
const nonprod = accounts["nonprod"] as AccountInput & Required<Pick<AccountInput, "delivery">>;

/** The delivered accounts, and stages with some names in the account of `staging`. */
const withStages = (names: readonly string[], given = delivered.accounts): ConfigurationInput => ({
  accounts: given,
  stages: {
    production,
    ...Object.fromEntries(
      names.map((name, index) => [
        name,
        { ...staging, network: { ...staging.network, cidr: `10.${50 + index}.0.0/16` } },
      ]),
    ),
  },
});

describe("the stages of an account with roles that deploy", () => {
  it.each([
    [["staging", "dev"], []],
    // Another account: `production` is in `prod`.
    [["production-eu"], []],
    [
      ["dev", "dev-eu"],
      [
        'dev-eu: name: given "dev-eu"; accepted: a name that does not begin with dev-: the role that deploys dev could change this stage',
      ],
    ],
    [
      ["github"],
      [
        'github: name: given "github"; accepted: a name that does not begin with github, as those of the account\'s own resources do',
      ],
    ],
    [
      ["terraform-2"],
      [
        'terraform-2: name: given "terraform-2"; accepted: a name that does not begin with terraform, as those of the account\'s own resources do',
      ],
    ],
  ])("%j", (names, lines) => {
    expect(linesOf(withStages(names))).toEqual(lines);
  });

  it("have no name with which that of the account begins", () => {
    const given = { ...accounts, "dev-account": { ...nonprod, id: "123456789012" } };
    const input = withStages(["dev"], given);
    const dev = { ...staging, account: "dev-account", network: { ...staging.network, cidr: "10.50.0.0/16" } };
    expect(linesOf({ ...input, stages: { ...input.stages, dev } })).toEqual([
      'dev: name: given "dev"; accepted: a name with which that of its account dev-account does not begin: the role that deploys the stage could write the account\'s state',
    ]);
  });

  it("may have any names without these roles", () => {
    const { delivery: _, ...without } = nonprod;
    expect(linesOf(withStages(["dev", "dev-eu", "github"], { ...accounts, nonprod: without }))).toEqual([]);
  });
});

it.each([
  ["ai-artist", "a repository of GitHub with its owner, such as example/ai-artist-infrastructure"],
  ["example/ai artist", "a repository of GitHub with its owner, such as example/ai-artist-infrastructure"],
  ["example/*", "a repository of GitHub with its owner, such as example/ai-artist-infrastructure"],
])("the repository %j is refused", (name, accepted) => {
  const delivery = { ...nonprod.delivery, repository: { name } };
  const input = { ...delivered, accounts: { ...delivered.accounts, nonprod: { ...nonprod, delivery } } };
  expect(linesOf(input)).toEqual([
    `account nonprod: delivery.repository.name: given "${name}"; accepted: ${accepted}`,
  ]);
});
