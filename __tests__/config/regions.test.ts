import { regions } from "../../config/regions";
import { lengthOf } from "../../config/derived-names";
import { hasCloudFormation, regionNames } from "../oracles/cloudformation";

const title = "the table has every region of the partition aws";
if (hasCloudFormation()) {
  it(title, () => {
    const ofOtherPartitions = /^(cn|us-gov|us-iso[bf]?|eu-isoe|eusc)-/;
    const missing = regionNames().filter((name) => !ofOtherPartitions.test(name) && !regions.includes(name));
    expect(missing).toEqual([]);
  });
} else {
  it.skip(`${title} (not available: cfn-lint, from PyPI)`, () => undefined);
}

it("no region is longer than the one that the lengths of names are computed with", () => {
  const longest = Math.max(...regions.map(({ length }) => length));
  expect(lengthOf({ longest: "{region}" }, 0)).toBe(longest);
});
