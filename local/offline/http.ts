import { EnvHttpProxyAgent, request, type Dispatcher } from "undici";

/** Sends a GET through the proxy of the environment, as Terraform and Helm do. Node 20's fetch ignores that proxy. */
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
 * @throws the cause, if there is no response within `timeout` milliseconds.
 */
export const statusOf = (url: string, timeout: number): Promise<number> =>
  get(url, timeout, ({ statusCode, body }) => {
    body.on("error", () => undefined); // the body is not read
    return statusCode;
  });

/**
 * JSON document of a URL; undefined if the server does not return one.
 *
 * @throws the cause, if there is no response within `timeout` milliseconds.
 */
export const jsonOf = (url: string, timeout: number): Promise<unknown> =>
  get(url, timeout, async ({ statusCode, body }) => {
    const text = await body.text();
    try {
      return statusCode === 200 ? (JSON.parse(text) as unknown) : undefined;
    } catch {
      return undefined; // not JSON, such as the error page of a gateway
    }
  });
