// The grant side without a person: who holds an apiKey makes a code for another one, with terms of its own.
import { hash } from "node:crypto";
import { z } from "zod";
import {
  checkCallback,
  checkChallenge,
  checkLabel,
  checkScenario,
  refusalAtApproval,
  refusalToMint,
} from "../../../../../_provider/authorization.ts";
import { issueCode } from "../../../../../_provider/grants.ts";
import { profileOf } from "../../../../../_provider/profile.ts";
import { readJson, requireApiKey, respond, WireError } from "../../../../../_provider/wire.ts";

const MAX_BYTES = 16 * 1024;

const body = z.object({
  callback_url: z.string().max(2048),
  code_challenge: z.string().max(128).optional(),
  code_challenge_method: z.string().optional(),
  // The seeds type it as a date, their example carries a time: both are read.
  expires_at: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).nullish(),
  key_label: z.string().optional(),
  limit: z.number().nonnegative().max(1e9).optional(),
  usage_limit_type: z.enum(["daily", "weekly", "monthly"]).optional(),
  workspace_id: z.uuid().optional(),
});

/**
 * `POST /api/v1/auth/keys/code` (seeds, createAuthCode; CONTRACT 1.3). `?scenario=` chooses from the menu that a person
 * finds on the consent page: for the new code and its key. What the asking apiKey carries strikes here and now.
 */
async function createCode(request: Request): Promise<Response> {
  const { terms } = requireApiKey(request);
  const asked = await readJson(request, body, MAX_BYTES);
  checkCallback(asked.callback_url, profileOf(request));
  const method = checkChallenge(asked.code_challenge, asked.code_challenge_method);
  const expiresAt = asked.expires_at ? Date.parse(asked.expires_at) : null;
  if (expiresAt !== null && expiresAt <= Date.now()) throw new WireError(400, "expires_at is in the past");
  const scenario = checkScenario(new URL(request.url).searchParams.get("scenario"));
  if (scenario === "deny") throw new WireError(400, "scenario deny is for the consent page");
  const refusal = refusalToMint(terms.scenario) ?? refusalAtApproval(scenario);
  if (refusal) throw new WireError(...refusal);

  const id = issueCode({
    challenge: asked.code_challenge ?? null,
    method,
    label: checkLabel(asked.key_label),
    limit: asked.limit ?? null,
    reset: asked.usage_limit_type ?? null,
    expiresAt,
    scenario,
  });
  const { origin } = new URL(asked.callback_url);
  const app_id = hash("sha256", origin, "buffer").readUInt32BE() % 1_000_000;
  return Response.json({ data: { id, app_id, created_at: new Date().toISOString() } });
}

const all = (request: Request) => respond(request, "POST", createCode);

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };
