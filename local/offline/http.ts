import { EnvHttpProxyAgent, request, type Dispatcher } from "undici";

/** Sends a GET through the proxy of the environment, as Terraform and Helm do: Node 20's fetch ignores it. */
async function get<T>(
  url: string,
  timeout: number,
  use: (response: Dispatcher.ResponseData) => T | Promise<T>,
): Promise<T> {
  const noProxy = process.env["no_proxy"] ?? process.env["NO_PROXY"] ?? "";
  // Go programs never send requests to this machine through a proxy.
  const dispatcher = new EnvHttpProxyAgent({
    noProxy: [noProxy, "localhost", "127.0.0.1", "[::1]"].join(","),
  });
  try {
    return await use(await request(url, { dispatcher, signal: AbortSignal.timeout(timeout) }));
  } finally {
    await dispatcher.destroy();
  }
}

/**
 * HTTP status of a URL.
 *
 * @throws the cause, if nothing answers within `timeout` milliseconds.
 */
export const statusOf = (url: string, timeout: number): Promise<number> =>
  get(url, timeout, ({ statusCode, body }) => {
    body.on("error", () => undefined); // the rest is not read
    return statusCode;
  });

/**
 * JSON document of a URL; nothing where the server has none.
 *
 * @throws the cause, if nothing answers within `timeout` milliseconds.
 */
export const jsonOf = (url: string, timeout: number): Promise<unknown> =>
  get(url, timeout, async ({ statusCode, body }) => {
    const text = await body.text();
    try {
      return statusCode === 200 ? (JSON.parse(text) as unknown) : undefined;
    } catch {
      return undefined; // a page of text, such as a gateway's
    }
  });
