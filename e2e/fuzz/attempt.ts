// A connect attempt over raw HTTP, without a browser: begun, approved at the sandbox, and finished.
import { createHash } from "node:crypto";
import type { App } from "../app.ts";

/** One attempt in flight, and the cookie that a browser would hold for it. */
export interface Attempt {
  state: string;
  /** As in a Cookie header. */
  cookie: string;
  /** Where the person was sent. */
  location: URL;
}

/** The name of an attempt's cookie. */
export const nameOf = (state: string): string =>
  `modelgates-transaction-${createHash("sha256").update(state).digest("base64url").slice(0, 16)}`;

const cookieOf = ({ headers }: Response) => headers.getSetCookie().map((line) => line.split(";")[0] ?? "");

/** Presses Connect. */
export async function begin(app: App): Promise<Attempt> {
  const form = { method: "POST", headers: { origin: app.url }, body: new URLSearchParams() };
  const answer = await fetch(`${app.url}/auth/connect`, { ...form, redirect: "manual" });
  const location = new URL(answer.headers.get("location") ?? "");
  return { state: location.searchParams.get("state") ?? "", cookie: cookieOf(answer).join("; "), location };
}

/** Presses Approve. @returns the callback's address, with a code that works */
export async function approve({ location }: Attempt): Promise<string> {
  const body = new URLSearchParams(location.searchParams);
  body.set("decision", "approve");
  const answer = await fetch(`${location.origin}${location.pathname}/decide`, {
    method: "POST",
    body,
    redirect: "manual",
  });
  return answer.headers.get("location") ?? "";
}

/** Comes back. @returns where the app sends the person, and the session's cookie if there is one */
export async function finish(attempt: Attempt, callback: string) {
  const answer = await fetch(callback, { headers: { cookie: attempt.cookie }, redirect: "manual" });
  const cookie = cookieOf(answer).find((text) => text.startsWith("modelgates-session=")) ?? "";
  return { place: new URL(answer.headers.get("location") ?? "", callback).pathname, cookie };
}

/** All the way. @returns the session's cookie */
export async function connected(app: App): Promise<string> {
  const attempt = await begin(app);
  return (await finish(attempt, await approve(attempt))).cookie;
}
