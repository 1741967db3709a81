import { z } from "zod";
import { Contract, list, text } from "../../kit/contract";
import { domainName, extended, hostedZoneId, ruled } from "../../kit/rules";
import { taggedInputs } from "../common";

/** What a stage may choose of its domain. */
export const domainOptions = z.strictObject({
  // https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
  name: ruled(
    domainName,
    "a domain of up to 64 characters, which ACM accepts as the first name of a certificate",
    {
      kind: "pattern",
      source: "^.{1,64}$",
    },
  )
    .meta({ example: "example.com" })
    .describe("Domain of the hosts; the certificate is for the domain and for `*.<domain>`")
    .meta({
      changes: [
        {
          effect: "replacement",
          text: "A hosted zone and a certificate for the other domain. Route 53 refuses to delete the old zone while it has records: delete those of the load balancer first. The parent domain must delegate to the new name servers before the platform layer is deployed",
        },
      ],
    }),
  hostedZone: z
    .strictObject({ id: hostedZoneId.describe("ID of the hosted zone") })
    .optional()
    .describe(
      "An existing public hosted zone of Route 53 for the domain or a parent domain. An object, because the ID may be unknown until an apply. Without one, a zone is created, and the parent domain has to delegate to its name servers",
    )
    .meta({
      changes: [
        {
          effect: "removal",
          when: "another zone is given",
          text: "The zone of the stage is deleted, which Route 53 refuses while it has records. external-dns makes the records in the other zone",
        },
        {
          effect: "in place",
          when: "the field is removed",
          text: "A zone is made. The parent domain must delegate to its name servers",
        },
      ],
    }),
});

/** Inputs of a domain. */
export const domainSchema = extended(domainOptions, taggedInputs).describe(
  "A public hosted zone of Route 53, new or existing, and an ACM certificate that is validated through it",
);

/** Configuration of {@link Domain}. */
export type DomainConfig = z.infer<typeof domainSchema>;

/** Outputs of a domain. */
export const domainContract = new Contract({
  domain_name: text("The domain"),
  hosted_zone_id: text("ID of the hosted zone"),
  hosted_zone_name_servers: list(
    "Name servers of the hosted zone, to which the parent domain delegates; null for an existing zone",
  ),
  certificate_arn: text(
    "ARN of the certificate. ACM issues it when public DNS has the zone's validation record",
  ),
});
