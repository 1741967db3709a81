import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { loopback } from "../network";
import { runCommand, type Report } from "../../terraform/steps";

/** Certificates and keys of an API server and of its administrator. */
export interface Pki {
  readonly ca: string;
  readonly caKey: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
  readonly adminCertificate: string;
  readonly adminKey: string;
  readonly serviceAccountKey: string;
}

/** First address of the Service range; the API server uses it for its own Service. */
export const serviceAddress = "192.0.2.1";

const serverNames = [
  `IP:${loopback}`,
  `IP:${serviceAddress}`,
  "DNS:localhost",
  "DNS:kubernetes",
  "DNS:kubernetes.default",
  "DNS:kubernetes.default.svc",
];

/** Creates certificates and keys in a folder. They are valid for a year and only for this machine. */
export async function makePki(folder: string, report: Report, signal?: AbortSignal): Promise<Pki> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    runCommand(
      { step: "create certificates", command: "openssl", args, log: "openssl", cwd: folder },
      report,
      signal,
    );
  await openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "365",
    "-subj",
    "/CN=local-ca",
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
  );
  await openssl("genrsa", "-out", "service-account.key", "2048");
  const sign = async (name: string, subject: string, extension: string) => {
    writeFileSync(path(`${name}.ext`), extension);
    await openssl(
      "req",
      "-new",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      subject,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
    );
    await openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.crt",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "365",
      "-extfile",
      `${name}.ext`,
      "-out",
      `${name}.crt`,
    );
  };
  await sign("server", "/CN=kube-apiserver", `subjectAltName=${serverNames.join(",")}`);
  await sign("admin", "/O=system:masters/CN=admin", "extendedKeyUsage=clientAuth");
  return pkiIn(folder);
}

/** The certificates and keys that {@link makePki} created in a folder. */
export function pkiIn(folder: string): Pki {
  const path = (name: string) => join(folder, name);
  return {
    ca: path("ca.crt"),
    caKey: path("ca.key"),
    serverCertificate: path("server.crt"),
    serverKey: path("server.key"),
    adminCertificate: path("admin.crt"),
    adminKey: path("admin.key"),
    serviceAccountKey: path("service-account.key"),
  };
}

/** Writes a kubeconfig with one context, which uses the administrator's client certificate. */
export function writeKubeconfig(path: string, context: string, endpoint: string, pki: Pki): void {
  const base64 = (file: string) => readFileSync(file).toString("base64");
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: context, cluster: { server: endpoint, "certificate-authority-data": base64(pki.ca) } },
    ],
    users: [
      {
        name: "admin",
        user: {
          "client-certificate-data": base64(pki.adminCertificate),
          "client-key-data": base64(pki.adminKey),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user: "admin" } }],
    "current-context": context,
  };
  writeFileSync(path, stringify(kubeconfig), { mode: 0o600 });
}
