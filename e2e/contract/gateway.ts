// A gateway as a client sees it: an address, and answers. Nothing here knows how it is made.
import { hash } from "node:crypto";
import type { Profile } from "./profiles.ts";

/** One answer, read to the end. Whatever an assertion may print is in here, so an apiKey is not. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The JSON value, or the text where it is none. */
  body: unknown;
}

export interface Call {
  method?: string;
  apiKey?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array<ArrayBuffer>;
  signal?: AbortSignal;
}

export class Gateway {
  readonly url: string;
  readonly profile: Profile;

  constructor(url: string) {
    this.url = url;
    if (/\/sandbox\/live$/.test(new URL(url).pathname)) this.profile = "measured";
    else this.profile = /\/sandbox$/.test(new URL(url).pathname) ? "documented" : "either";
  }

  /** True where money is spent and a person is needed: not the sandbox. */
  get live(): boolean {
    return this.profile === "either";
  }

  /** The sandbox of the same origin under the other profile. */
  as(profile: Profile): Gateway {
    const origin = this.url.replace(/\/live$/, "");
    return this.live ? this : new Gateway(profile === "measured" ? `${origin}/live` : origin);
  }

  /** One request to the API; the answer is still on its way. */
  open(path: string, { method, apiKey, headers, json, raw, signal }: Call = {}): Promise<Response> {
    const body = json === undefined ? raw : JSON.stringify(json);
    return fetch(`${this.url}/api/v1${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      redirect: "manual",
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(apiKey !== undefined && { Authorization: `Bearer ${apiKey}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      signal: signal ?? AbortSignal.timeout(60_000),
    });
  }

  async call(path: string, call: Call = {}): Promise<Answer> {
    return read(await this.open(path, call));
  }

  /** Exchanges a code. The apiKey comes apart from the answer, in which only its form remains. */
  async exchange(json: object, call: Call = {}): Promise<{ answer: Answer; apiKey: string }> {
    const answer = await this.call("/auth/keys", { json, ...call });
    const body = answer.body as { key?: unknown } | null;
    const apiKey = typeof body?.key === "string" ? body.key : "";
    return { answer: apiKey ? { ...answer, body: { ...body, key: formOf(apiKey) } } : answer, apiKey };
  }

  /** The page that a person sees. */
  page(query: Query): Promise<Response> {
    return fetch(`${this.url}/auth?${new URLSearchParams(query)}`, { redirect: "manual" });
  }

  /** What the page's form does; only a sandbox has it. */
  decide(query: Query, decision: "approve" | "deny" = "approve"): Promise<Response> {
    const body = new URLSearchParams([...new URLSearchParams(query), ["decision", decision]]);
    return this.post("/auth/decide", body);
  }

  /** The address of an apiKey's page (CONTRACT 1.8), which only a sandbox shows without a sign-in. */
  keyPage(apiKey: string): string {
    return `${this.url}/keys/${hash("sha256", apiKey)}`;
  }

  /** What that page's form does. */
  deleteKey(apiKey: string): Promise<Response> {
    return this.post("/keys/delete", new URLSearchParams({ hash: hash("sha256", apiKey) }));
  }

  /** A form post; where it leads is for the caller to see. */
  post(
    path: string,
    body: URLSearchParams | string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, { method: "POST", body, headers, redirect: "manual" });
  }
}

export type Query = Record<string, string> | string[][];

export async function read(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  try {
    return { status, headers, body: JSON.parse(text) };
  } catch {
    return { status, headers, body: text };
  }
}

/** CONTRACT 1.0: a plain apiKey has 64 hex characters, one with terms has more. */
function formOf(apiKey: string): string {
  const [, hex = ""] = /^sk-mg-v1-([0-9a-f]{64,})$/.exec(apiKey) ?? [];
  if (hex) return hex.length === 64 ? "sk-mg-v1-<64 hex>" : "sk-mg-v1-<more hex>";
  return "<another form>";
}
