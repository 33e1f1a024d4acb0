// Requests as they are written: no path is tidied up, no redirect followed, no header added but Host.
import { type IncomingHttpHeaders, request as plain } from "node:http";
import { request as secure } from "node:https";
import { connect } from "node:net";

/** Where a raw request goes. `host` is the name it is asked under. */
export interface Target {
  port: number;
  host: string;
  tls: boolean;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Question {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | undefined;
}

/** Where an app that was started on this machine takes plain requests. */
export function targetOf({ url }: { url: string }): Target {
  const { port, host } = new URL(url);
  return { port: Number(port), host, tls: false };
}

/** Asks once and reads the answer to its end. */
export function ask({ port, host, tls }: Target, path: string, question: Question = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body } = question;
  const options = {
    host: "localhost",
    port,
    method,
    path,
    headers: { host, ...headers },
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const outgoing = tls
      ? secure({ ...options, host: "127.0.0.1", servername: host, rejectUnauthorized: false })
      : plain(options);
    outgoing.on("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const { statusCode = 0 } = answer;
        resolve({ status: statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString() });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Writes bytes to the app as they are, and gives back all that it says until it hangs up, or has been silent for a second. */
export function say({ port }: Target, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(port, "localhost", () => socket.write(bytes, "latin1"));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on("data", (chunk) => (heard += chunk.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => resolve(heard));
  });
}
