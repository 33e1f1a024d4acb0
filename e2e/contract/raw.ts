// Requests that fetch refuses to send, or would tidy up first.
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { request as requestTls } from "node:https";
import { buffer } from "node:stream/consumers";

const agent = new Agent({ keepAlive: true });

export interface RawAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
}

/** `target` goes onto the request line as it is. Resolves to status 0 when the server hung up without an answer. */
export function sendRaw(
  origin: string,
  method: string,
  target: string,
  headers: OutgoingHttpHeaders = {},
  body?: string | Uint8Array,
): Promise<RawAnswer> {
  const { protocol, hostname, port } = new URL(origin);
  const send = protocol === "https:" ? requestTls : request;
  const more = protocol === "https:" ? {} : { agent };
  // With DELETE and OPTIONS Node would send a body without its length, which begins a second request.
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const gone = () => resolve({ status: 0, headers: {}, text: "" });
    const outgoing = send(
      { hostname, port, method, path: target, headers: { ...length, ...headers }, ...more },
      async (answer) => {
        const text = (await buffer(answer).catch(() => Buffer.alloc(0))).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      },
    );
    outgoing.on("error", gone);
    outgoing.end(body);
  });
}
