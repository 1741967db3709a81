import { databaseFamilies, instanceFamilies } from "../../config/instance-types";
import { databaseClasses, hasCloudFormation, instanceTypes } from "./cloudformation";
import { nodeGroupOptions } from "../../modules/aws/node-group/schema";

const typesOf = (families: typeof instanceFamilies) =>
  [...families].flatMap(([family, sizes]) => sizes.map((size) => `${family}.${size}`)).sort();

/** They run only older versions of PostgreSQL than the stages. */
const olderClasses = /^db\.([mt]1|[mt]2|[mr]3|[mr]4)\./;

/** What a node group of a stage accepts besides its table: no Macs, no Graviton. */
const isAccepted = (type: string) => nodeGroupOptions.shape.instanceTypes.safeParse([type]).success;

if (hasCloudFormation()) {
  it("the table has the EC2 instance types with x86-64 that AWS has in any region, and no others", () => {
    expect(typesOf(instanceFamilies)).toEqual(instanceTypes().filter(isAccepted));
  });

  it("the table has the RDS instance classes for PostgreSQL that AWS has in any region, and no others", () => {
    const known = databaseClasses("postgres").filter((name) => !olderClasses.test(name));
    expect(typesOf(databaseFamilies).map((name) => `db.${name}`)).toEqual(known);
  });
} else {
  it.skip("the tables have the types and classes of AWS (not available: cfn-lint, from PyPI)", () =>
    undefined);
}
