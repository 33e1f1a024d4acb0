import { z } from "zod";
import { fit, mediaType, parseJson, readText, UPLOAD } from "../../../lib/body.ts";
import { completeChat, streamChat } from "../../../lib/completions.ts";
import { requireApiKey } from "../../../lib/custody.ts";
import { env } from "../../../lib/env.ts";
import { nameProblem, Problem } from "../../../lib/errors.ts";
import { takePlace } from "../../../lib/limits.ts";
import { inRequest } from "../../../lib/log.ts";
import type { End } from "../../../lib/relay.ts";
import { requireSameOrigin } from "../../../lib/request.ts";
import { modelId } from "../../../lib/settings.ts";
import { beginStep } from "../../../lib/spans.ts";

const MAX_BYTES = 256 * 1024;

/** Only these fields travel on; zod drops the rest, so nobody sends tools or a user through us. */
const body = z.object({
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
    .max(1000),
});

/**
 * Step 5: lends the apiKey to one call and passes the provider's event stream through, unbuffered. When the browser
 * goes, request.signal ends the provider's work, before the first byte too.
 * Which connection pays stands in the address, `?connection=`, so that one read of the database finds it before the body
 * is read: nobody else's is. Left out, it is the one chosen last.
 */
export const POST = (request: Request): Promise<Response> => inRequest(() => answer(request));

async function answer(request: Request): Promise<Response> {
  const relaying = beginStep("relay");
  let leave = () => {};
  const over = ({ outcome, firstByte }: End) => {
    leave();
    relaying.end(request.signal.aborted ? "left" : outcome, firstByte);
  };
  try {
    return await relaying.within(async () => {
      requireSameOrigin(request);
      const connection = new URL(request.url).searchParams.get("connection") ?? undefined;
      const { userId, withApiKey } = await requireApiKey(connection);
      const { stream, ...rest } = await readBody(request);
      const chat = { ...rest, model: rest.model ?? env().defaultModel };
      leave = takePlace(userId);
      if (!stream) {
        const answer = await withApiKey((apiKey) => completeChat(apiKey, chat, request.signal));
        over({ outcome: "ok" });
        return Response.json(answer, { headers: { "Cache-Control": "no-store" } });
      }
      const events = await withApiKey((apiKey) => streamChat(apiKey, chat, request.signal, over));
      return new Response(events, { headers: STREAM_HEADERS });
    });
  } catch (error) {
    const problem = nameProblem("chat_failed", error);
    over({ outcome: problem.code });
    return problem.toResponse();
  }
}

const STREAM_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // no-transform keeps Next from compressing: twice the CPU per chunk, and tokens that wait for a full block.
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

async function readBody(request: Request) {
  if (mediaType(request) !== "application/json") throw new Problem("wrong_type");
  const { data, issues } = fit(body, parseJson(await readText(request, MAX_BYTES, UPLOAD)));
  if (data) return data;
  throw new Problem(issues.some(({ code }) => code === "too_big") ? "too_large" : "bad_request");
}
