// A recorder between the app and its sandbox: real HTTP both ways. It sees what only a provider sees (verifier, apiKey,
// how often a code was exchanged, when a stream was dropped), and can misbehave as a provider may.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One call of the app's server to the provider's API. */
export interface Call {
  path: string;
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
  answer: string;
  /** True when the app's side hung up before the answer was complete. */
  dropped: boolean;
}

/** Answers this call in place of the sandbox, or holds it up until its promise resolves. */
export type Fault = (response: ServerResponse, call: Call) => unknown;

export class Provider {
  /** Where the app and the browser reach it. 127.0.0.1 while the app is on localhost: two sites, as in life. */
  url = "";
  calls: Call[] = [];
  private faults = new Map<string, Fault>();
  private server = createServer((incoming, outgoing) => void this.relay(incoming, outgoing));

  /** Listens, and relays to the app at `port`. The app is told to find its provider at `path`. */
  async start(port: number, path = "/sandbox"): Promise<this> {
    this.target = port;
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
    return this;
  }
  private target = 0;

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Forgets the calls and faults of the test before, but not what must be nowhere else. */
  reset(): void {
    this.past.push(...this.secrets);
    this.calls = [];
    this.faults.clear();
  }

  /** Exchanges of the app so far. */
  get exchanges(): Call[] {
    return this.calls.filter(({ path }) => path === "/auth/keys");
  }

  /** Requests of the app for a code, so far. */
  get codes(): Call[] {
    return this.calls.filter(({ path }) => path === "/auth/keys/code");
  }

  /** The chat calls of the app so far. */
  get chats(): Call[] {
    return this.calls.filter(({ path }) => path === "/chat/completions");
  }

  /** The apiKeys that the app received, in order. */
  get apiKeys(): string[] {
    return this.exchanges.flatMap(({ answer }) => /"key":\s*"([^"]+)"/.exec(answer)?.[1] ?? []);
  }

  private past: string[] = [];
  /** The same, of all tests so far. */
  get everySecret(): string[] {
    return [...this.past, ...this.secrets];
  }

  /** Every apiKey, verifier and code that went through: what must appear nowhere else. */
  get secrets(): string[] {
    const sent = this.exchanges.flatMap(({ body }) => [body.code, body.code_verifier]);
    return [...this.apiKeys, ...sent].filter((value) => typeof value === "string");
  }

  /** Answers every call to `path` (below /api/v1) with `fault` until cleared with undefined. */
  misbehave(path: string, fault: Fault | undefined): void {
    if (fault) this.faults.set(path, fault);
    else this.faults.delete(path);
  }

  private async relay(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const [, path] = /\/api\/v1(\/[^?]*)/.exec(incoming.url ?? "") ?? [];
    const call: Call = { path: path ?? "", headers: incoming.headers, body: {}, answer: "", dropped: false };
    if (path) this.calls.push(Object.assign(call, { body: body ? JSON.parse(body) : {} }));
    outgoing.on("close", () => {
      call.dropped = !outgoing.writableFinished;
    });
    const fault = this.faults.get(path ?? "");
    const held = fault?.(outgoing, call);
    if (held instanceof Promise) await held;
    else if (fault) return;

    const { url, method } = incoming;
    const headers = { ...incoming.headers, "accept-encoding": "identity" }; // so that `answer` can be read
    const onward = request({ host: "localhost", port: this.target, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("data", (chunk) => {
        call.answer += chunk;
      });
      answer.on("close", () => answer.complete || outgoing.destroy()); // cut there, cut here
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    onward.end(body);
  }
}
