// A thousand malformed requests: nothing falls over, and every refusal is worded as CONTRACT 1.0 says.
import { type Answer, ask } from "../raw.ts";
import { expect, test } from "./fixtures.ts";
import { refusalOf } from "./judge.ts";
import { type Malformed, malformed } from "./malformed.ts";
import { needs } from "./needs.ts";
import { inParallel } from "./parallel.ts";

const SEED = 20_260_901;

/** Next's own answers, to what never reaches a handler: a verb it does not know, and a path that is none. */
function isFrameworks(method: string, target: string, status: number, text: string): boolean {
  const unknownVerb = ["PROPFIND", "SEARCH", "PURGE", "REPORT"].includes(method);
  const unknownPath = /\/%($|\?)/.test(target);
  return (unknownVerb && status === 400 && text === "") || (unknownPath && status === 404);
}

test("1,000 malformed requests over every operation", async ({ gateway, apiKey }) => {
  needs(gateway, "load");
  const { pathname } = new URL(gateway.url);
  const requests = [...malformed(SEED, 1000, pathname, apiKey)];
  const seen = new Map<string, number>();
  const wrong: string[] = [];
  await inParallel(40, requests, async (request) => {
    const answer = await ask(gateway.url, request.target, { ...request, agent: "shared" }).catch(() => null);
    const verdict = answer ? judge(request, answer) : "wrong: no answer";
    seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    // Never the headers: an apiKey is among them.
    if (verdict.startsWith("wrong"))
      wrong.push(
        `${verdict}: ${request.method} ${request.target.slice(0, 200)} → ${answer?.body.slice(0, 200)}`,
      );
  });
  test.info().annotations.push({ type: "answers", description: JSON.stringify([...seen].toSorted()) });
  expect(wrong).toEqual([]);
  expect((await gateway.call("/models")).status, "and it still answers").toBe(200);

  function judge({ method, target }: Malformed, { status, headers, body: text }: Answer): string {
    if (status >= 500) return `wrong ${status}`;
    if (status < 400) return `fine ${status}`;
    if (!target.includes("/api/v1/")) return `page ${status}`;
    if (isFrameworks(method, target, status, text)) return `framework ${status}`;
    if (method === "HEAD") return `head ${status}`;
    const body = text.startsWith("{") ? JSON.parse(text) : text;
    const answer = { status, headers: new Headers(headers as Record<string, string>), body };
    const { shape } = refusalOf(gateway, answer) as { shape: string };
    if (shape !== "none") return `shape ${shape} ${status}`;
    return `wrong shape ${status}`;
  }
});
