// Requests as they are written: no path is tidied up, no redirect followed, no header added but Host and a body's length.
import { type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as plain } from "node:http";
import { request as secure } from "node:https";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Question {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array | undefined;
  /** Whose connections it uses. By default it has one of its own, which ends with it; "shared" ones are kept for others. */
  agent?: Agent | "shared";
}

/** Asks `origin` once, with `path` on the first line as it is. @throws {Error} when it hangs up before the answer is whole */
export function ask(origin: string, path: string, question: Question = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body, agent } = question;
  const { protocol, hostname, port } = new URL(origin);
  const request = protocol === "https:" ? secure : plain;
  // With DELETE and OPTIONS Node would send a body without its length, which begins a second request.
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const options = {
    hostname,
    port,
    method,
    path,
    headers: { ...length, ...headers },
    agent: agent === "shared" ? undefined : (agent ?? false),
    maxHeaderSize: 1 << 20,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      text(answer).then((body) => resolve({ status, headers, body }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Writes bytes to the app as they are, and gives back all that it says until it hangs up, or has been silent for a second. */
export function say(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on("data", (chunk) => (heard += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(heard));
  });
}
