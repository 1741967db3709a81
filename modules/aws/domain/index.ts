import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Fn, propertyAccess, Token } from "cdktf";
import { Construct } from "constructs";
import type { ContractValues } from "../../kit/contract";
import { choose, fieldIn, ifAny, isGiven, not, onlyIf } from "../../kit/terms";
import { applyCommon } from "../common";
import { domainContract, domainSchema, type DomainConfig } from "./schema";

export * from "./schema";

/**
 * A public hosted zone of Route 53, new or existing, and a certificate of ACM for the domain and its hosts. The certificate
 * is not waited for: ACM issues it when the parent domain delegates to the zone.
 * https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class Domain extends Construct {
  static readonly schema = domainSchema;
  static readonly contract = domainContract;
  readonly outputs: ContractValues<typeof domainContract>;

  constructor(scope: Construct, id: string, config: DomainConfig) {
    super(scope, id);
    const { name, hostedZone } = config;
    const zone = new Route53Zone(this, "Default", { count: onlyIf(not(isGiven(hostedZone))), name });
    const zoneId = choose(isGiven(hostedZone), fieldIn(hostedZone, "id"), ifAny(zone, "zone_id")) as string;
    const certificate = new AcmCertificate(this, "certificate", {
      domainName: name,
      subjectAlternativeNames: [`*.${name}`],
      validationMethod: "DNS",
      // A listener that uses the old one keeps it until it has the new one.
      lifecycle: { createBeforeDestroy: true },
    });
    // The domain and its wildcard have the same record.
    const option = Fn.element(Fn.tolist(certificate.domainValidationOptions), 0);
    const validation = (attribute: string) => Token.asString(propertyAccess(option, [attribute]));
    new Route53Record(this, "validation", {
      zoneId,
      name: validation("resource_record_name"),
      type: validation("resource_record_type"),
      records: [validation("resource_record_value")],
      ttl: 300,
      // Another certificate of the account for the same domain has the same record.
      allowOverwrite: true,
    });
    applyCommon(this, config);
    this.outputs = {
      domain_name: name,
      hosted_zone_id: zoneId,
      hosted_zone_name_servers: Token.asList(ifAny(zone, "name_servers")),
      certificate_arn: certificate.arn,
    };
  }
}
