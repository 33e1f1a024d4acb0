// The answer of the consent page: sends the person back to the app with a code, or with a denial.
import { issueCode, newUser } from "../../_provider/grants.ts";
import { isOn, notHere, readAuthorization, readText, WireError } from "../../_provider/wire.ts";

const MAX_BYTES = 32 * 1024;

/** `POST /sandbox/auth/decide`. A person reads its errors, so they are plain sentences. */
async function all(request: Request): Promise<Response> {
  if (!isOn()) return notHere();
  const noStore = { "Cache-Control": "no-store" };
  try {
    return new Response(null, { status: 303, headers: { ...noStore, Location: await decide(request) } });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const { status, message, headers } = error;
    return new Response(`${message}\n`, { status, headers: { ...noStore, ...headers } });
  }
}

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

/** Where the person goes next. */
async function decide(request: Request): Promise<string> {
  const { method, headers } = request;
  if (method !== "POST") throw new WireError(405, "Use the form of the consent page.", { Allow: "POST" });
  // A form elsewhere must not approve in a person's name. A client that is no browser sends no such header.
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") throw new WireError(403, "The form came from another site.");
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw new WireError(415, "Send the form URL-encoded.");

  const form = new URLSearchParams(await readText(request, MAX_BYTES));
  // Hidden fields are the sender's choice: they pass the same rules as the query did.
  const asked = readAuthorization((name) => form.getAll(name));
  const decision = form.getAll("decision").join();
  if (decision === "deny") {
    // Without state, as the running service does it (CONTRACT 1.1).
    const denial = { error: "access_denied", error_description: "The user denied access." };
    return withQuery(asked.callback_url, denial);
  }
  if (decision !== "approve") throw new WireError(400, "decision must be approve or deny.");
  const code = issueCode({
    challenge: asked.code_challenge ?? null,
    method: asked.code_challenge_method ?? null,
    keyLabel: asked.key_label ?? null,
    user: newUser(),
  });
  return withQuery(asked.callback_url, asked.state === undefined ? { code } : { code, state: asked.state });
}

/** Adds to a URL's query and leaves the rest byte for byte: an app may keep its own state there (CONTRACT 4.1). */
function withQuery(url: string, added: Record<string, string>): string {
  const end = url.includes("#") ? url.indexOf("#") : url.length;
  const base = url.slice(0, end);
  const joint = base.includes("?") ? "&" : "?";
  return `${base}${joint}${new URLSearchParams(added)}${url.slice(end)}`;
}
