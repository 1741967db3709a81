import { Domain } from "../../../modules/aws/domain";
import { synthesizeModule } from "../../support/modules";

const domain = (id?: string) =>
  synthesizeModule(Domain, { name: "example.com", hostedZone: id === undefined ? undefined : { id } });

describe("a domain", () => {
  it("has a hosted zone unless it is given one", () => {
    expect(domain().resource("aws_route53_zone.domain")).toMatchObject({ count: 1, name: "example.com" });
    expect(domain().outputs()["hosted_zone_id"].value).toBe("${one(aws_route53_zone.domain[*].zone_id)}");
    expect(domain("Z0123456789").resource("aws_route53_zone.domain").count).toBe(0);
    expect(domain("Z0123456789").outputs()["hosted_zone_id"].value).toBe("Z0123456789");
  });

  it("has a certificate for the domain and its hosts, validated in that zone", () => {
    const json = domain("Z0123456789");
    const certificate = json.resource("aws_acm_certificate.domain_certificate");
    expect(certificate).toMatchObject({
      domain_name: "example.com",
      subject_alternative_names: ["*.example.com"],
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
    const { zone_id, name, records } = json.resource("aws_route53_record.domain_validation");
    expect(zone_id).toBe("Z0123456789");
    expect(name).toContain("aws_acm_certificate.domain_certificate.domain_validation_options");
    expect(records).toHaveLength(1);
  });

  it.each(["example", "-a.example.com", "Example.com", "https://example.com"])(
    "refuses the name %s",
    (name) => {
      expect(() => synthesizeModule(Domain, { name })).toThrow("a domain, such as example.com");
    },
  );
});
