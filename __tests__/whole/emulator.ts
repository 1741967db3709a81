import { readFileSync } from "node:fs";
import type { Environment } from "../../local/environment-file";
import { projectPath } from "../../modules/kit/project-path";

/** The environment that `npm run local` has started. */
export function environment(): Environment {
  const text = readFileSync(projectPath(".local", "environment.json"), "utf8");
  return (JSON.parse(text) as { environment: Environment }).environment;
}

/** The scope of the credential tells the emulator the service, and that the request is not anonymous. */
export const signedFor = (service: string) => ({
  Authorization: `AWS4-HMAC-SHA256 Credential=emulator/20260101/us-east-1/${service}/aws4_request`,
});

/** Calls Secrets Manager of the emulator. */
export async function secretsManager<T>(action: string, body: object): Promise<T> {
  const response = await fetch(environment().aws.default, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `secretsmanager.${action}`,
      ...signedFor("secretsmanager"),
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as T;
}
