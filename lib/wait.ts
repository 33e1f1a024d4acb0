// A page for someone who must wait. Not one of React's: it has to cost less than what it keeps away.
import "server-only";
import type { Problem } from "./errors.ts";
import { problems } from "./problems.ts";

/** 429 with Retry-After, as a document that a browser shows. Its sentences are ours alone, so nothing needs escaping. */
export function askToWait({ code, retryAfter = 60 }: Problem): Response {
  const { happened, custody, next } = problems[code];
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/plain.css">
<title>Please wait</title>
<main>
<h1>${happened}</h1>
<p>${custody}</p>
<p>${next} It takes ${retryAfter} ${retryAfter === 1 ? "second" : "seconds"}.</p>
<p><a href="/">Back to the home page</a></p>
</main>
`;
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Retry-After": String(retryAfter),
  };
  return new Response(html, { status: 429, headers });
}
