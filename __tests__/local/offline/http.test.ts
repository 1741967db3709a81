import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { jsonOf, statusOf } from "../../../local/offline/http";

/** Starts a server on 127.0.0.1; resolves to its URL. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const origin = createServer((request, response) => {
  if (request.url === "/silent") {
    return;
  }
  response.writeHead(request.url === "/missing" ? 404 : 200);
  response.end(request.url === "/page" ? "<html>" : '{"versions": {}}');
});
const asked: string[] = [];
const proxy = createServer().on("connect", (request, socket) => {
  asked.push(request.url ?? "");
  socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
});
let [url, proxyUrl] = ["", ""];
beforeAll(async () => {
  [url, proxyUrl] = [await listen(origin), await listen(proxy)];
});
afterAll(() => {
  origin.closeAllConnections();
  origin.close();
  proxy.close();
});

test("the status is the status of the server, and JSON is undefined if there is none", async () => {
  expect(await statusOf(`${url}/missing`, 2000)).toBe(404);
  expect(await jsonOf(`${url}/index.json`, 2000)).toEqual({ versions: {} });
  expect(await jsonOf(`${url}/missing`, 2000)).toBeUndefined();
  expect(await jsonOf(`${url}/page`, 2000)).toBeUndefined();
});

test("a server that does not answer is reported within the timeout", async () => {
  const start = Date.now();
  await expect(statusOf(`${url}/silent`, 300)).rejects.toThrow(/timeout/i);
  expect(Date.now() - start).toBeLessThan(2000);
});

describe("the proxy of the environment", () => {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env;
  beforeAll(() => {
    for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]) {
      process.env[name] = proxyUrl;
    }
  });
  afterAll(() => {
    for (const [name, value] of Object.entries({ HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy })) {
      Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, value === undefined ? {} : { [name]: value });
    }
  });

  test("is used for other machines", async () => {
    await expect(statusOf("https://registry.example/", 2000)).rejects.toThrow();
    expect(asked).toEqual(["registry.example:443"]);
  });

  test("is not used for this machine", async () => {
    expect(await statusOf(`${url}/index.json`, 2000)).toBe(200);
    expect(asked).toHaveLength(1);
  });
});
