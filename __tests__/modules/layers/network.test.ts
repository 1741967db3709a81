import { NetworkLayer } from "../../../modules/layers/network";
import { synthesizeModule } from "../../support/modules";

const layer = (options: { availabilityZones?: string[]; natGateways?: "none" | "one" } = {}) =>
  synthesizeModule(NetworkLayer, {
    name: "artist-test",
    cidr: "10.30.0.0/16",
    availabilityZones: ["us-east-1a", "us-east-1b"],
    domain: { name: "example.com" },
    ...options,
  });

describe("the network layer", () => {
  it("has the same resources with other zones and NAT gateways: only their instances differ", () => {
    const zones = ["us-east-1a", "us-east-1b", "us-east-1f"];
    expect(layer({ availabilityZones: zones, natGateways: "none" }).addresses()).toEqual(layer().addresses());
  });

  it.each(["public", "private", "database"])("has as outputs the %s subnets of all zones", (tier) => {
    const outputs = layer().outputs();
    const names = Object.keys(outputs).filter((name) => name.startsWith(`${tier}_subnet_`));
    expect(names).toContain(`${tier}_subnet_ids`);
    for (const name of names) {
      expect(outputs[name].value).toMatch(new RegExp(`aws_subnet\\.network_${tier}\\b`));
    }
  });
});
