// Connecting without a browser: the requests that a person's browser makes to the app, and a provider that issues at once.
import type { App } from "./app.ts";
import { ask as askRaw } from "./raw.ts";

/** An attempt under way: what the browser holds, and the way back that the provider would send it. */
export interface Attempt {
  cookie: string;
  callback: (code: string) => string;
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .filter((line) => !/max-age=0/i.test(line))
    .map((line) => line.split(";")[0])
    .join("; ");

/** Goes to `path` as a tab does, and no further: fetch() would say of itself that it is a script. */
export async function visit({ url }: App, method: string, path: string, headers: Record<string, string>) {
  const answer = await askRaw(url, path.replace(url, ""), { method, headers });
  const kept = Object.entries(answer.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(answer.body || null, { status: answer.status, headers: kept });
}

/** Presses Connect. */
export async function begin(app: App): Promise<Attempt> {
  const response = await visit(app, "POST", "/auth/connect", { origin: app.url });
  const asked = new URL(response.headers.get("location") ?? "").searchParams;
  const callback = (code: string) => {
    const back = new URL(asked.get("callback_url") ?? "");
    back.searchParams.set("state", asked.get("state") ?? "");
    back.searchParams.set("code", code);
    return back.href;
  };
  return { cookie: cookiesOf(response), callback };
}

/** Comes back with `code`. */
export const comeBack = (app: App, { cookie, callback }: Attempt, code: string, headers = {}) =>
  visit(app, "GET", callback(code), { ...headers, cookie });

/** What went wrong, by the address that an answer leads to; null when nothing did. */
export const problemOf = (response: Response): string | null =>
  new URL(response.headers.get("location") ?? "").searchParams.get("problem");

/** The apiKey that a provider under issueAtOnce() gives for `code`. */
export const apiKeyFor = (code: string): string => `sk-mg-v1-${code.padEnd(32, "0")}`;

/** Makes the provider give an apiKey for any code, and say nothing of it. */
export function issueAtOnce({ provider }: App): void {
  provider.misbehave("/auth/keys", (response, { body }) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ key: apiKeyFor(String(body.code)), user_id: null })),
  );
  provider.misbehave("/key", (response) => response.writeHead(500).end());
}

/** Somebody new with a connection of their own, under issueAtOnce(): the Cookie header of their browser. */
export async function newcomer(app: App, code: string): Promise<string> {
  const response = await comeBack(app, await begin(app), code);
  if (problemOf(response)) throw new Error(`not connected: ${problemOf(response)}`);
  return cookiesOf(response);
}

export const MESSAGES = [{ role: "user", content: "Hello!" }];

/** Asks the relay, as the page does: `body` is JSON, unless it is text or a Blob already. */
export const ask = (
  { url }: App,
  cookie: string,
  body: unknown = { messages: MESSAGES },
  { headers = {}, query = "", signal }: { headers?: object; query?: string; signal?: AbortSignal } = {},
): Promise<Response> =>
  fetch(`${url}/api/chat${query}`, {
    method: "POST",
    headers: { origin: url, cookie, "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body),
    redirect: "manual",
    ...(signal && { signal }),
  });

/** The code of the problem that the relay answered with. */
export const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

/** A word of an answer as the provider sends it. */
export const say = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
export const EVENTS = { "content-type": "text/event-stream" };
