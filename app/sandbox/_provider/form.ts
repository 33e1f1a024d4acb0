// The manners of the sandbox's forms, which people fill in on its own pages.
import { isOn, notHere, readText, WireError } from "./wire.ts";

const MAX_BYTES = 32 * 1024;

/**
 * Answers one form by sending the person on to where `handler` says. Every method comes through here, as in respond().
 * A person reads the errors, so they are plain sentences.
 */
export async function respondToForm(
  request: Request,
  handler: (form: URLSearchParams) => string,
): Promise<Response> {
  if (!isOn()) return notHere();
  const noStore = { "Cache-Control": "no-store" };
  try {
    const Location = handler(await readForm(request));
    return new Response(null, { status: 303, headers: { ...noStore, Location } });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const { status, message, extra } = error;
    return new Response(`${message}\n`, { status, headers: { ...noStore, ...extra.headers } });
  }
}

/** The fields of a form of our own. @throws {WireError} 405, 403, 415, 413 or 400 */
async function readForm(request: Request): Promise<URLSearchParams> {
  const { method, headers } = request;
  if (method !== "POST")
    throw new WireError(405, "Use the form of the sandbox's own page.", { headers: { Allow: "POST" } });
  // A form elsewhere must not decide in a person's name. A client that is no browser sends no such header.
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") throw new WireError(403, "The form came from another site.");
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw new WireError(415, "Send the form URL-encoded.");
  return new URLSearchParams(await readText(request, MAX_BYTES));
}
