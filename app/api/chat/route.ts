import { z } from "zod";
import { completeChat, streamChat } from "../../../lib/completions.ts";
import { withApiKey } from "../../../lib/custody.ts";
import { env, modelId } from "../../../lib/env.ts";
import { nameProblem, Problem } from "../../../lib/errors.ts";
import { isSameOrigin, parseJson, readText } from "../../../lib/request.ts";
import { requireUser } from "../../../lib/session.ts";

const MAX_BYTES = 256 * 1024;

/** Only these fields travel on; zod drops the rest, so nobody sends tools or a user through us. */
const body = z.object({
  /** Which of the person's connections pays; left out, the one chosen last. */
  connection: z.string().optional(),
  model: modelId.optional(),
  stream: z.boolean().default(true),
  messages: z
    .array(
      z.object({
        role: z.enum(["system", "user", "assistant"]),
        content: z
          .string()
          .min(1)
          .max(64 * 1024),
      }),
    )
    .min(1)
    .max(100),
});

/**
 * Step 4: lends the apiKey to one call and passes the provider's event stream through, unbuffered. When the browser
 * goes, request.signal ends the provider's work, before the first byte too.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    if (!isSameOrigin(request)) throw new Problem("cross_origin");
    await requireUser(); // before the body: nobody else's is read
    const { connection, stream, ...rest } = await readBody(request);
    const chat = { ...rest, model: rest.model ?? env().defaultModel };
    if (!stream) {
      const answer = await withApiKey(connection, (apiKey) => completeChat(apiKey, chat, request.signal));
      return Response.json(answer, { headers: { "Cache-Control": "no-store" } });
    }
    const events = await withApiKey(connection, (apiKey) => streamChat(apiKey, chat, request.signal));
    return new Response(events, { headers: STREAM_HEADERS });
  } catch (error) {
    return nameProblem("chat_failed", error).toResponse();
  }
}

const STREAM_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // no-transform keeps Next from compressing: twice the CPU per chunk, and tokens that wait for a full block.
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

async function readBody(request: Request) {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim();
  if (type !== "application/json") throw new Problem("wrong_type");
  const parsed = body.safeParse(parseJson(await readText(request, MAX_BYTES)));
  if (parsed.success) return parsed.data;
  throw new Problem(parsed.error.issues.some(({ code }) => code === "too_big") ? "too_large" : "bad_request");
}
