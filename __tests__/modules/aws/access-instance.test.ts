import { AccessInstance } from "../../../modules/aws/access-instance";
import { synthesizeModule } from "../../support/modules";

const instance = (enabled?: boolean) =>
  synthesizeModule(AccessInstance, {
    enabled,
    name: "artist-test-access",
    vpcId: "vpc-0a",
    subnetIds: ["subnet-0a", "subnet-0b"],
    endpointSecurityGroupId: "sg-0c",
  });

describe("an access instance", () => {
  it.each([
    [undefined, 0],
    [false, 0],
    [true, 1],
  ])("with enabled %s has %d of each of its resources", (enabled, count) => {
    const json = instance(enabled);
    expect(json.addresses()).toHaveLength(7);
    for (const address of json.addresses()) {
      expect([address, json.resource(address).count]).toEqual([address, count]);
    }
    expect(json.dataSource("aws_ssm_parameter.access_instance_image").count).toBe(count);
  });

  it("cannot be connected to: no inbound rule, public address or key pair, and IMDSv2 only", () => {
    const json = instance(true);
    const { associate_public_ip_address, key_name, metadata_options, user_data } = json.resource(
      "aws_instance.access_instance",
    );
    expect(associate_public_ip_address).toBe(false);
    expect([key_name, user_data]).toEqual([undefined, undefined]);
    expect(metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
    expect(json.resource("aws_security_group.access_instance_group")).not.toHaveProperty("ingress");
    // The only inbound rule is the endpoint's.
    const rules = Object.values(json.resources("aws_vpc_security_group_ingress_rule"));
    expect(rules.map(({ security_group_id }) => security_group_id)).toEqual(["sg-0c"]);
  });

  it("connects only by HTTPS", () => {
    const json = instance(true);
    const rules = ["ingress", "egress"].flatMap((direction) =>
      Object.values(json.resources(`aws_vpc_security_group_${direction}_rule`)),
    );
    expect(rules).toHaveLength(2);
    for (const { from_port, to_port, ip_protocol } of rules) {
      expect([from_port, to_port, ip_protocol]).toEqual([443, 443, "tcp"]);
    }
  });

  it("is not replaced by a new image of AWS", () => {
    expect(instance(true).resource("aws_instance.access_instance").lifecycle.ignore_changes).toEqual(["ami"]);
  });
});
