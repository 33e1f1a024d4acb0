// One answer as events (CONTRACT 2), and what may go wrong while it is on its way.
import { setTimeout as pause } from "node:timers/promises";
import type { Completion } from "./completion.ts";
import type { Scenario } from "./scenarios.ts";

const MS_PER_WORD = 25;
const MS_PER_COMMENT = 500;
/** Milliseconds until the first word of a slow answer. */
export const SLOW_START = 8_000;
/** Milliseconds after which even the answer that never ends is cut, whether its client reads it or not. */
const LONGEST = 10 * 60_000;

const encoder = new TextEncoder();
const comment = encoder.encode(": MODELGATES PROCESSING\n\n");

/** The answer as a body for an event stream. A client that goes ends the work through `signal` or cancel(). */
export function stream(completion: Completion, scenario: Scenario, client: AbortSignal): ReadableStream {
  const cancelled = new AbortController();
  const limit = AbortSignal.timeout(LONGEST);
  const source = events(completion, scenario, AbortSignal.any([client, cancelled.signal, limit]));
  return new ReadableStream<Uint8Array>({
    start: (to) => limit.addEventListener("abort", () => to.error(cut())),
    pull: async (to) => source.next().then(({ done, value }) => (done ? to.close() : to.enqueue(value))),
    cancel: async () => {
      cancelled.abort();
      await source.return();
    },
  });
}

/** The framework drops the connection, and says nothing, when a body ends in an error of this name. */
const cut = () => new DOMException("The connection is cut.", "AbortError");

/** The order of events in CONTRACT 2, one per pull. When the client goes, the signal ends the pause and its timer. */
async function* events(completion: Completion, scenario: Scenario, signal: AbortSignal) {
  const { id, created, model, reasoning, text, finish, charge } = completion;
  const rest = (ms: number) => pause(ms, undefined, { signal });
  const chunk = (choices: object[], more = {}) => {
    const head = { id, object: "chat.completion.chunk", created, model, provider: "Sandbox", choices };
    return encoder.encode(`data: ${JSON.stringify({ ...head, ...more })}\n\n`);
  };
  const choice = (delta: object, finish_reason: string | null = null) => ({
    index: 0,
    delta: { role: "assistant", content: "", ...delta },
    finish_reason,
    native_finish_reason: finish_reason,
    logprobs: null,
  });

  let sent = "";
  let usage: object | undefined;
  try {
    const slow = scenario === "slow-start";
    for (let comments = slow ? SLOW_START / MS_PER_COMMENT : 2; comments > 0; comments--) {
      yield comment;
      await rest(slow ? MS_PER_COMMENT : 2 * MS_PER_WORD);
    }
    if (reasoning) yield chunk([choice({ reasoning })]);
    for (const word of words(text, scenario)) {
      sent += word;
      yield chunk([choice({ content: word })]);
      await rest(MS_PER_WORD);
    }
    if (scenario === "stream-error") {
      const metadata = { error_type: "provider_unavailable" };
      const error = { code: 502, message: "Provider disconnected unexpectedly", metadata };
      yield chunk([choice({}, "error")], { error });
      return;
    }
    if (scenario === "stream-cut") throw cut();
    usage = charge(sent);
    yield chunk([choice({}, finish)]);
    yield chunk(scenario === "usage-alone" ? [] : [choice({}, finish)], { usage });
    yield encoder.encode("data: [DONE]\n\n");
  } finally {
    // The client left half way, or the answer broke: what was made until then is charged all the same.
    usage ??= charge(sent);
  }
}

/** The words to send, spaces included: all of them, half, or the same ones again and again. */
function* words(text: string, scenario: Scenario): Generator<string> {
  const all = text.split(/(?<=\s)(?=\S)/);
  if (scenario === "stream-endless") {
    for (;;) yield* [...all, "\n\n"];
  } else {
    const broken = scenario === "stream-error" || scenario === "stream-cut";
    yield* broken ? all.slice(0, Math.ceil(all.length / 2)) : all;
  }
}
