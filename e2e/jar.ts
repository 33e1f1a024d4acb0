// A browser without a browser: a cookie jar over raw HTTP that follows nothing, for what needs hundreds of attempts.
import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import type { App } from "./app.ts";
import { ask, type Answer as RawAnswer } from "./raw.ts";

/** An answer, and where it leads: empty when nowhere. */
export interface Answer extends RawAnswer {
  location: string;
  setCookies: string[];
}

/** One attempt, as far as its browser sees it. */
export interface Attempt {
  /** The address at the provider that the app sent the person to. */
  authorize: URL;
  state: string;
  challenge: string;
}

/** A location without the reference that stands behind a problem of the app's own. */
export const plain = (location: string): string => location.replace(/&ref=[0-9a-f]{12}$/, "");

/** What went wrong, by where an answer leads; null when nothing did. @throws {Error} when it leads nowhere */
export const problemOf = ({ location }: Pick<Answer, "location">): string | null =>
  new URL(location).searchParams.get("problem");

const FORM = { "content-type": "application/x-www-form-urlencoded" };

export class Jar {
  /** Name to value, as the browser would hold them. */
  cookies = new Map<string, string>();
  private readonly app: Pick<App, "url">;

  /** @param app whose cookies these are. A copy of a jar: `new Jar(app).with(other.cookies)` */
  constructor(app: Pick<App, "url">) {
    this.app = app;
  }

  with(cookies: Iterable<[string, string]>): this {
    this.cookies = new Map(cookies);
    return this;
  }

  /** As the Cookie header shows them. */
  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The cookies of attempts in flight. */
  get attempts(): string[] {
    return [...this.cookies.keys()].filter((name) => name.startsWith("modelgates-transaction-"));
  }

  get session(): string | undefined {
    return this.cookies.get("modelgates-session");
  }

  /** Takes over what an answer says of cookies; each is host-only and for "/", so a name is enough. */
  keep({ setCookies }: Pick<Answer, "setCookies">): void {
    for (const line of setCookies) {
      const [, name = "", value = "", more = ""] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
      if (/max-age=0(;|$)/i.test(more)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  /** One request to the app. `path` may be a whole URL of it. Its Set-Cookies are not yet kept. */
  async ask(method: string, path: string, headers: OutgoingHttpHeaders = {}, body?: string): Promise<Answer> {
    const cookie = this.cookies.size > 0 ? { cookie: this.header } : {};
    const target = path.startsWith(this.app.url) ? path.slice(this.app.url.length) : path;
    const answer = await ask(this.app.url, target, {
      method,
      headers: { ...cookie, ...headers },
      body,
    });
    const { location = "", "set-cookie": setCookies = [] } = answer.headers;
    return { ...answer, location, setCookies };
  }

  /** Visits a page or comes back to the callback. */
  async get(path: string, headers?: OutgoingHttpHeaders): Promise<Answer> {
    const answer = await this.ask("GET", path, headers);
    this.keep(answer);
    return answer;
  }

  /** Posts one of the app's forms, as its own page does. */
  async post(
    path: string,
    form: Record<string, string> = {},
    headers: OutgoingHttpHeaders = {},
  ): Promise<Answer> {
    const answer = await this.askPost(path, form, headers);
    this.keep(answer);
    return answer;
  }

  askPost(
    path: string,
    form: Record<string, string> = {},
    headers: OutgoingHttpHeaders = {},
  ): Promise<Answer> {
    const body = String(new URLSearchParams(form));
    return this.ask("POST", path, { ...FORM, origin: this.app.url, ...headers }, body);
  }

  /** Presses Connect. */
  async start(form?: Record<string, string>, headers?: OutgoingHttpHeaders): Promise<Attempt> {
    return readAttempt(await this.post("/auth/connect", form, headers));
  }

  /** Decides at the sandbox, as its page's form does. @returns the callback's URL */
  async decide({ authorize }: Attempt, decision = "approve", scenario = "approve"): Promise<URL> {
    const body = new URLSearchParams([
      ...authorize.searchParams,
      ["decision", decision],
      ["scenario", scenario],
    ]);
    const { origin, pathname } = authorize;
    const form = { method: "POST", headers: FORM, body: String(body) };
    const answer = await ask(origin, `${pathname}/decide`, form);
    if (!answer.headers.location) throw new Error(answer.body);
    return new URL(answer.headers.location);
  }

  /** All the way: connected. @returns what the callback answered */
  async connect(form?: Record<string, string>, scenario?: string): Promise<Answer> {
    return this.get((await this.decide(await this.start(form), "approve", scenario)).href);
  }
}

/** What an answer of /auth/connect begins. @throws {Error} when it begins nothing */
export function readAttempt({ location, status }: Pick<Answer, "location" | "status">): Attempt {
  const authorize = new URL(location);
  const state = authorize.searchParams.get("state");
  const challenge = authorize.searchParams.get("code_challenge");
  if (!state || !challenge) throw new Error(`no attempt was begun: ${status} ${location}`);
  return { authorize, state, challenge };
}

/** The way back from an attempt with a code of the test's own choice, for where the provider takes any. */
export function callbackOf({ authorize, state }: Attempt, query: Record<string, string> = {}): URL {
  const url = new URL(authorize.searchParams.get("callback_url") ?? "");
  for (const [name, value] of Object.entries({ state, ...query })) url.searchParams.set(name, value);
  return url;
}

/** Somebody new with a connection of their own, under takeAnyCode(): the Cookie header of their browser. */
export async function newcomer(app: App, code: string): Promise<string> {
  const jar = new Jar(app);
  const problem = problemOf(await jar.get(callbackOf(await jar.start(), { code }).href));
  if (problem) throw new Error(`not connected: ${problem}`);
  return jar.header;
}

/** The apiKey that a provider under takeAnyCode() gives for `code`. */
export const apiKeyFor = (code: unknown): string =>
  `sk-mg-v1-${createHash("sha256").update(String(code)).digest("hex")}`;

/**
 * Makes the provider take every code, whoever brings it and with whatever verifier, and answer with an apiKey of its own:
 * the worst provider for PKCE, and the quickest for a test.
 */
export function takeAnyCode({ provider }: Pick<App, "provider">, answer: object = { user_id: null }): void {
  provider.misbehave("/auth/keys", (response, call) => {
    call.answer = JSON.stringify({ key: apiKeyFor(call.body.code), ...answer }); // where secrets are looked up
    response.writeHead(200, { "content-type": "application/json" }).end(call.answer);
  });
  provider.misbehave("/key", (response) => response.writeHead(500).end());
}

/** The S256 challenge that a verifier answers. */
export const challengeOf = (verifier: unknown): string =>
  createHash("sha256").update(String(verifier)).digest("base64url");
