/** What the API keys of the stage `local` contain. */
const value = "local";

/**
 * Gives each API key in the emulator that has no value a value, as an operator does on AWS (README).
 *
 * @param emulator URL of the emulator of Secrets Manager
 */
export async function fillApiKeys(emulator: string): Promise<void> {
  const call = async (action: string, body: object) => {
    const response = await fetch(emulator, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `secretsmanager.${action}`,
        // The scope tells the emulator the service.
        Authorization: "AWS4-HMAC-SHA256 Credential=emulator/20260101/us-east-1/secretsmanager/aws4_request",
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`the emulator of Secrets Manager: ${action} failed: ${await response.text()}`);
    }
    return (await response.json()) as {
      SecretList?: { Name: string; SecretVersionsToStages?: Record<string, string[]> }[];
    };
  };
  const { SecretList = [] } = await call("ListSecrets", { MaxResults: 100 });
  for (const { Name, SecretVersionsToStages = {} } of SecretList) {
    const isFilled = Object.values(SecretVersionsToStages).flat().includes("AWSCURRENT");
    if (Name.includes("/api-keys/") && !isFilled) {
      await call("PutSecretValue", { SecretId: Name, SecretString: value });
    }
  }
}
