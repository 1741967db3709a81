import type { Block, PlanJson } from "../../../plan/plan-json";
import { planned } from "../review/plans";
import { rowsOf } from "./checked";

type Change = NonNullable<PlanJson["resource_changes"]>[number];
const database = { identifier: "artist", engine_version: "17", publicly_accessible: false };
const groupRule = (cidr: string | undefined, more: Block = {}) => ({
  security_group_id: "sg-1",
  ip_protocol: "tcp",
  from_port: 5432,
  to_port: 5432,
  cidr_ipv4: cidr,
  ...more,
});
const withGroup = (...more: Change[]) => [
  planned(
    "aws_db_instance.database",
    ["no-op"],
    { ...database, vpc_security_group_ids: ["sg-1"] },
    { ...database, vpc_security_group_ids: ["sg-1"] },
  ),
  ...more,
];
const ingress = "aws_vpc_security_group_ingress_rule.open";

describe("the rule about public databases", () => {
  it.each<[string, Change, string[]]>([
    ["an open rule", planned(ingress, ["create"], null, groupRule("0.0.0.0/0")), ["refused"]],
    [
      "a rule of another group",
      planned(ingress, ["create"], null, groupRule("0.0.0.0/0", { security_group_id: "sg-2" })),
      [],
    ],
    ["a private network", planned(ingress, ["create"], null, groupRule("10.0.0.0/8")), []],
    [
      "a rule that was open",
      planned(ingress, ["update"], groupRule("0.0.0.0/0"), groupRule("0.0.0.0/0")),
      [],
    ],
    [
      "more ports of it",
      planned(ingress, ["update"], groupRule("0.0.0.0/0"), groupRule("0.0.0.0/0", { from_port: 1 })),
      ["refused"],
    ],
    [
      "egress",
      planned("aws_vpc_security_group_egress_rule.all", ["create"], null, groupRule("0.0.0.0/0")),
      [],
    ],
    [
      "a prefix list",
      planned(ingress, ["create"], null, groupRule(undefined, { prefix_list_id: "pl-1" })),
      ["undecided"],
    ],
    [
      "addresses that are not known",
      planned(ingress, ["create"], null, groupRule(undefined), { after_unknown: { cidr_ipv4: true } }),
      ["undecided"],
    ],
    [
      "a group that is not known",
      planned(ingress, ["create"], null, groupRule(undefined), {
        after_unknown: { referenced_security_group_id: true },
      }),
      [],
    ],
    [
      "an old rule",
      planned("aws_security_group_rule.open", ["create"], null, {
        ...groupRule(undefined),
        type: "ingress",
        protocol: "tcp",
        cidr_blocks: ["0.0.0.0/0"],
      }),
      ["refused"],
    ],
    [
      "a block of the group",
      planned(
        "aws_security_group.database",
        ["update"],
        { id: "sg-1", ingress: [] },
        {
          id: "sg-1",
          ingress: [{ protocol: "tcp", from_port: 5432, to_port: 5432, cidr_blocks: ["0.0.0.0/0"] }],
        },
      ),
      ["refused"],
    ],
  ])("%s", async (_, change, expected) => {
    const rows = await rowsOf(withGroup(change));
    expect(rows.map((row) => row.split(" ")[0])).toEqual(expected);
  });

  it("names a database that gets an open group", async () => {
    const open = planned(ingress, ["no-op"], groupRule("0.0.0.0/0"), groupRule("0.0.0.0/0"));
    const changed = planned(
      "aws_db_instance.database",
      ["update"],
      { ...database, vpc_security_group_ids: ["sg-2"] },
      { ...database, vpc_security_group_ids: ["sg-1"] },
    );
    expect(await rowsOf([changed, open])).toEqual([
      `refused ${ingress}: opens the database aws_db_instance.database to 0.0.0.0/0 (tcp 5432)`,
    ]);
  });

  it("refuses a public address only if it is new", async () => {
    const change = (from: boolean, to: boolean) =>
      planned(
        "aws_db_instance.database",
        ["update"],
        { ...database, publicly_accessible: from },
        { ...database, publicly_accessible: to },
      );
    expect(await rowsOf([change(false, true)])).toEqual([
      "refused aws_db_instance.database: has an address in the internet (publicly_accessible)",
    ]);
    expect(await rowsOf([change(true, true)])).toEqual([]);
    expect(await rowsOf([change(true, false)])).toEqual([]);
  });
});
