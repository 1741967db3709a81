import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fillApiKeys } from "../../local/aws/api-keys";

let server: Server;
let requests: { action: string; body: Record<string, unknown> }[];
let status: number;

const secrets = [
  { Name: "artist-local/api-keys/EMPTY" },
  { Name: "artist-local/api-keys/FILLED", SecretVersionsToStages: { 1: ["AWSCURRENT"] } },
  { Name: "artist-local/database/app" },
];

beforeEach(async () => {
  requests = [];
  status = 200;
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", () => {
      requests.push({ action: String(request.headers["x-amz-target"]), body: JSON.parse(text) });
      response.writeHead(status).end(JSON.stringify({ SecretList: secrets }));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => server.close());

const fill = () => fillApiKeys(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

describe("the API keys of the stage local", () => {
  it("get a value if they have none, and no other secret does", async () => {
    await fill();
    expect(requests.filter(({ action }) => action === "secretsmanager.PutSecretValue")).toEqual([
      {
        action: "secretsmanager.PutSecretValue",
        body: { SecretId: "artist-local/api-keys/EMPTY", SecretString: "local" },
      },
    ]);
  });

  it("fail the deployment if the emulator refuses a request", async () => {
    status = 400;
    await expect(fill()).rejects.toThrow("ListSecrets failed");
  });
});
