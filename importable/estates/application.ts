import { Reference } from "../hcl";
import { element, output, region, type EstateModule } from "./block";

const namespaceOf = (label: string) => output(`${label}_namespace`, "namespace");

/** The load balancer accepts the certificate only when ACM has issued it. */
export const certificateValidation = `# Waits until ACM has issued the certificate: the load balancer accepts no other.
resource "aws_acm_certificate_validation" "domain" {
  certificate_arn = module.domain.certificate_arn
}
`;

/** The application, on the platform. */
export const application: readonly EstateModule[] = [
  {
    label: "application",
    path: "application",
    values: {
      image_tag: "1.0.0",
      host: "api.shop.example.com",
      region,
      namespace: namespaceOf("application"),
      database_roles_namespace: namespaceOf("database_roles"),
      monitoring_namespace: namespaceOf("monitoring"),
      secret_readers: {
        application_role_arn: output("application_secrets", "role_arn"),
        database_roles_role_arn: output("database_roles_secrets", "role_arn"),
      },
      image_repository_url: element("registry", "repository_urls", "api"),
      database: {
        host: output("database", "database_host"),
        port: output("database", "database_port"),
        name: output("database", "database_name"),
        master_secret_arn: output("database", "master_secret_arn"),
        role_secret_names: output("database_roles", "secret_names"),
        role_secrets_version: 1,
        subnet_cidrs: output("network", "database_subnet_cidrs"),
      },
      api_key_secret_names: output("api_keys", "secret_names"),
      media_volume_handle: output("media", "volume_handle"),
      certificate_arn: new Reference("aws_acm_certificate_validation.domain.certificate_arn"),
      public_subnet_ids: output("network", "public_subnet_ids"),
      public_subnet_cidrs: output("network", "public_subnet_cidrs"),
    },
    after: ["load_balancer_controller", "external_dns", "external_secrets", "monitoring", "efs_csi_driver"],
    reason:
      "It needs the load balancer, its record, the secrets, the rules of Prometheus and the volume of the media. `role_secrets_version` is the `password_version` of the database roles",
  },
];
