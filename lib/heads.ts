// The head of every answer, whoever writes it: Next's own redirects, 405s and files pass neither proxy.ts nor a route.
import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { env } from "./env.ts";
import { fixedHeaders, noPage, strictTransport } from "./headers.ts";

interface Arrival {
  request: IncomingMessage;
  response: ServerResponse;
  server: Server;
}

/**
 * Looks at every request before Next does. Once per process, from instrumentation.ts.
 * @param webSockets true for `next dev`, which speaks to its pages that way; nobody else here does
 */
export function watchHeads(webSockets: boolean): void {
  const defaults = {
    ...fixedHeaders,
    "Content-Security-Policy": noPage,
    "Cache-Control": "no-store",
    // Set here because next.config.ts is read when the app is built, which knows no APP_URL.
    ...(env().secure && { "Strict-Transport-Security": strictTransport }),
  };
  subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as Arrival;
    // Next would keep a connection that asks for one open, unread, for as long as the process lives.
    if (!webSockets) server.removeAllListeners("upgrade");
    // Absolute form, as to a proxy: whose name stands there is no concern of ours (RFC 9112 section 3.2.2).
    request.url = request.url?.replace(/^https?:\/\/[^/?#]*\/?/i, "/");
    if (breaksNext(request) || isUnread(request))
      Object.assign(request, { method: "PROPFIND", url: "/api/unknown" }); // 400
    const { writeHead } = response;
    response.writeHead = ((...args: Parameters<typeof writeHead>) => {
      complete(response, defaults);
      return writeHead.apply(response, args);
    }) as typeof writeHead;
  });
}

/** Adds what is missing at the last moment: set any earlier, it would take the place of what a route wants to say. */
function complete(response: ServerResponse, defaults: Record<string, string>): void {
  for (const [name, value] of Object.entries(defaults))
    if (!response.hasHeader(name)) response.setHeader(name, value);
  const type = String(response.getHeader("content-type"));
  if (/^text\/[^;]+$/.test(type)) response.setHeader("Content-Type", `${type}; charset=utf-8`);
}

/** Where a body is read. Those of ours bound it, and proxy.ts leaves them out; the sandbox takes what it is sent. */
const READERS =
  /^\/(api\/.*|auth\/(connect|callback|forget|sign-out|sign-out\/others)|keys\/(use|mint|rename|disconnect)|sandbox\/(live\/)?(api\/.*|auth\/decide|keys\/delete))(\?|$)/;

/** A body for what takes none: Next would hold it in memory, unread. No browser sends one by a form or a link of ours. */
function isUnread({ headers, url = "" }: IncomingMessage): boolean {
  const { "content-length": length = "0", "transfer-encoding": coding } = headers;
  return (coding !== undefined || Number(length) !== 0) && !READERS.test(url);
}

/** What Next answers with 500: it makes a Request of TRACE and a URL of "*", and fails at refusing a method to a file. */
const breaksNext = ({ method = "", url = "" }: IncomingMessage): boolean =>
  method === "TRACE" ||
  !url.startsWith("/") ||
  (url.startsWith("/_next/") && method !== "GET" && method !== "HEAD");
