// Asking the relay as the page does, and what it says when it refuses.
import type { App } from "./app.ts";

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

/** Makes the provider answer every message at once, whole, with "Hello!". */
export function answerAtOnce({ provider }: Pick<App, "provider">): void {
  const choices = [{ message: { role: "assistant", content: "Hello!" } }];
  const words = JSON.stringify({ model: "a/b", choices });
  provider.misbehave("/chat/completions", (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(words),
  );
}
