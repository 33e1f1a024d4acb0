// The answer of the consent page: sends the person back to the app with a code, or with a denial.
import { type Authorization, readAuthorization, refusalAtApproval } from "../../_provider/authorization.ts";
import { respondToForm } from "../../_provider/form.ts";
import { issueCode, NO_TERMS } from "../../_provider/grants.ts";
import { type Profile, profileOf } from "../../_provider/profile.ts";
import { WireError } from "../../_provider/wire.ts";

/** `POST /sandbox/auth/decide`. */
const all = (request: Request) =>
  respondToForm(request, (form) => {
    const profile = profileOf(request);
    const { asked, approved } = readDecision(form, profile);
    const page = `${profile.address}/auth`;
    return approved ? approve(asked, page) : deny(asked, page);
  });

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

function readDecision(form: URLSearchParams, profile: Profile): { asked: Authorization; approved: boolean } {
  // Hidden fields are the sender's choice: they pass the same rules as the query did.
  const asked = readAuthorization((name) => form.getAll(name), profile);
  const decision = form.getAll("decision").join();
  if (decision !== "approve" && decision !== "deny")
    throw new WireError(400, "decision must be approve or deny.");
  return { asked, approved: decision === "approve" && asked.scenario !== "deny" };
}

/** Where a denial leads: back without state, as the running service does it (CONTRACT 1.1). */
function deny({ callback_url }: Authorization, page: string): string {
  const denial = { error: "access_denied", error_description: "The user denied access." };
  return callback_url === undefined ? `${page}/code` : withQuery(callback_url, denial);
}

/** Where an approval leads: back with a code, to the page that shows it, or nowhere when none can be made. */
function approve({ scenario, ...asked }: Authorization, page: string): string {
  if (refusalAtApproval(scenario)) {
    // The person stays (CONTRACT 4.4), and the second try is one without the scenario.
    const again = Object.entries({ ...asked, refused: scenario }).filter(([, value]) => value != null);
    return `${page}?${new URLSearchParams(again as string[][])}`;
  }
  const { callback_url, state } = asked;
  const code = issueCode({
    ...NO_TERMS,
    challenge: asked.code_challenge ?? null,
    method: asked.code_challenge_method,
    label: asked.key_label,
    scenario,
  });
  if (callback_url === undefined) return `${page}/code?${new URLSearchParams({ code })}`;
  return withQuery(callback_url, state === undefined ? { code } : { code, state });
}

/** Adds to a URL's query and leaves the rest byte for byte: an app may keep its own state there (CONTRACT 4.1). */
function withQuery(url: string, added: Record<string, string>): string {
  const end = url.includes("#") ? url.indexOf("#") : url.length;
  const base = url.slice(0, end);
  const joint = base.includes("?") ? "&" : "?";
  return `${base}${joint}${new URLSearchParams(added)}${url.slice(end)}`;
}
