// The provider of the chaos run: makes a key for any code, once, and remembers what it made and with which keys it was called.
import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../../lib/cli/fuzz/random.ts";
import { type Call, Provider } from "../provider.ts";

/** A key that was made: whoever asked may never have heard of it. */
export interface Made {
  apiKey: string;
  tail: string;
  /** Exchanges of its code; the second is refused. */
  exchanges: number;
}

export class Issuer {
  readonly provider = new Provider();
  readonly made = new Map<string, Made>();
  /** Codes that were made with a key, by the name that the new key is to have. */
  readonly codes = new Map<string, string>();
  /** The keys that it was called with, in order. */
  heard: string[] = [];
  private readonly exchanges = new EventEmitter<{ asked: []; answered: [] }>();
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** Listens, as the provider of the app at `port`. @returns its URL */
  async start(port: number): Promise<string> {
    await this.provider.start(port, "");
    this.provider.misbehave("/auth/keys", (response, call) => this.exchange(response, call));
    this.provider.misbehave("/auth/keys/code", (response, { headers, body }) => {
      const id = `code-${randomBytes(12).toString("hex")}`;
      if (this.knows(headers.authorization)) this.codes.set(String(body.key_label), id);
      this.later(response, { data: { id } });
    });
    this.provider.misbehave("/key", (response, { headers }) => {
      if (this.knows(headers.authorization)) json(response, { data: { usage: 0 } });
      else response.writeHead(401).end();
    });
    this.provider.misbehave("/chat/completions", (response, { headers }) => {
      if (this.knows(headers.authorization)) json(response, ANSWER);
      else response.writeHead(401).end();
    });
    return this.provider.url;
  }

  /** Waits until the next exchange is asked for, or is about to be answered: two seconds at most. */
  next(moment: "asked" | "answered"): Promise<unknown> {
    return Promise.race([once(this.exchanges, moment), pause(2000)]);
  }

  private exchange(response: ServerResponse, { body }: Call): void {
    const code = String(body.code);
    const again = this.made.get(code);
    if (again) {
      again.exchanges += 1;
      response.writeHead(400).end();
      return;
    }
    const tail = this.made.size.toString(36).padStart(4, "0");
    const apiKey = `sk-mg-v1-${randomBytes(26).toString("hex")}${tail}`;
    this.made.set(code, { apiKey, tail, exchanges: 1 });
    this.exchanges.emit("asked");
    this.later(response, { key: apiKey, user_id: null }, () => this.exchanges.emit("answered"));
  }

  private knows(authorization = ""): boolean {
    const apiKey = authorization.replace("Bearer ", "");
    this.heard.push(apiKey);
    return [...this.made.values()].some((made) => made.apiKey === apiKey);
  }

  /** After the time that a provider takes, here up to 30 ms. */
  private later(response: ServerResponse, body: object, answer: () => unknown = () => {}): void {
    setTimeout(() => {
      if (response.destroyed) return;
      answer();
      json(response, body);
    }, this.random.below(30));
  }
}

const ANSWER = { model: "chaos/model", choices: [{ message: { content: "Hello." } }] };

const json = (response: ServerResponse, body: object) =>
  response.setHeader("content-type", "application/json").end(JSON.stringify(body));
