import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";

// Node 20's fetch ignores the environment's proxy, which Terraform and Helm obey.
function proxyOf({ protocol, hostname }: URL): URL | undefined {
  const setting = (name: string) => process.env[name.toLowerCase()] || process.env[name];
  const proxy = setting(protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
  const direct = ["localhost", "127.0.0.1", "[::1]", ...(setting("NO_PROXY") ?? "").split(/[\s,]+/)];
  const without = direct
    .map((name) => name.replace(/^\*?\./, ""))
    .some((name) => name === "*" || (name !== "" && (hostname === name || hostname.endsWith(`.${name}`))));
  return proxy && !without ? new URL(/^\w+:\/\//.test(proxy) ? proxy : `http://${proxy}`) : undefined;
}

function tunnel(url: URL, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    "base64",
  );
  return new Promise((resolve, reject) => {
    (proxy.protocol === "https:" ? httpsRequest : httpRequest)(proxy, {
      method: "CONNECT",
      path: `${url.hostname}:${port}`,
      headers: username ? { "Proxy-Authorization": `Basic ${credentials}` } : {},
      signal,
    })
      .on("connect", ({ statusCode }, socket) =>
        statusCode === 200
          ? resolve(socket as Socket)
          : reject(new Error(`the proxy ${proxy.host} answers ${String(statusCode)}`)),
      )
      .on("error", reject)
      .end();
  });
}

async function open(address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(address);
  const proxy = proxyOf(url);
  const socket = proxy && (await tunnel(url, proxy, signal));
  const secure = url.protocol === "https:";
  const createConnection =
    socket && (() => (secure ? tlsConnect({ socket, servername: url.hostname }) : socket));
  return new Promise((resolve, reject) => {
    (secure ? httpsRequest : httpRequest)(url, { signal, createConnection, agent: false })
      .on("response", resolve)
      .on("error", reject)
      .end();
  });
}

/**
 * HTTP status of a URL.
 *
 * @throws what went wrong, if nothing answers within `timeout` milliseconds.
 */
export async function statusOf(url: string, timeout: number): Promise<number> {
  const response = await open(url, AbortSignal.timeout(timeout));
  response.destroy();
  return response.statusCode ?? 0;
}

/**
 * JSON document behind a URL; nothing where the server has none.
 *
 * @throws what went wrong, if nothing answers within `timeout` milliseconds.
 */
export async function jsonOf(url: string, timeout: number): Promise<unknown> {
  const response = await open(url, AbortSignal.timeout(timeout));
  response.setEncoding("utf8");
  let text = "";
  for await (const part of response) {
    text += String(part);
  }
  try {
    return response.statusCode === 200 ? JSON.parse(text) : undefined;
  } catch {
    return undefined; // a page of words, such as a gateway's
  }
}
