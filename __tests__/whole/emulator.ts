import { readEnvironment, type Environment } from "../../local/environment-file";

/** The environment that `npm run local` has started. */
export function environment(): Environment {
  const running = readEnvironment();
  if (running === undefined) {
    throw new Error("nothing is deployed: npm run local");
  }
  return running;
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
