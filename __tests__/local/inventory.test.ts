import { listed, partOf } from "../../local/aws/inventory.json";
import { allStacks } from "../support/prepared";

describe("the inventory of the emulators", () => {
  it("lists every type of AWS resource that is deployed to the emulators", () => {
    const stacks = Object.entries(allStacks()).filter(([name]) => /^(emulator|local)-/.test(name));
    const types = stacks.flatMap(([, { json }]) => Object.keys(json["resource"] ?? {}));
    const deployed = new Set(types.filter((type) => type.startsWith("aws_")));
    const known = [...Object.keys(listed), ...Object.keys(partOf)];
    expect(deployed.size).toBeGreaterThan(30);
    expect([...deployed].filter((type) => !known.includes(type))).toEqual([]);
  });

  it("lists the resources that other resources are part of", () => {
    expect(Object.values(partOf).filter((owner) => !(owner in listed))).toEqual([]);
  });
});
