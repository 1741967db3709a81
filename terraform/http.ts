import http from "node:http";
import https from "node:https";

/** Options of a GET. */
export interface GetOptions {
  /** Certificate authority of the server, PEM. @default those of Node.js */
  readonly ca?: string | Buffer;
  /** Name that the server's certificate has to be for. @default the host of the URL */
  readonly servername?: string;
  /** @default 2000 */
  readonly milliseconds?: number;
}

/** HTTP status of a GET. Rejects if there is no answer in time, or no valid certificate. */
export function httpStatus(
  url: string,
  { milliseconds = 2000, ...tls }: GetOptions = {},
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith("https:") ? https.get : http.get;
    const request = get(url, { ...tls, agent: false, timeout: milliseconds }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${milliseconds / 1000} s`)));
    request.on("error", reject);
  });
}
