// Answers as a provider may send them (CONTRACT 2): the exact bytes, what a person is to read, and how it is to end.

/** How an answer ends: whole, without its end, by an error, by one that says it took too long, at the limit of its length, or before its first word. */
export type End = "done" | "cut" | "error" | "late" | "length" | "failed";

export interface Stream {
  /** The bytes; each slice is a network write of its own. */
  slices: Buffer[];
  /** The connection drops after them. */
  drops?: true;
  /** Other than an event stream, of which nothing may pass. */
  type?: string;
  text: string;
  end: End;
  usage: { tokens: number; cost: number } | null;
}

const ID = "gen-1763735104-Qm3kTzR8vXw1LpYc7NfB";
const HEAD = {
  id: ID,
  object: "chat.completion.chunk",
  created: 1763735104,
  model: "openai/gpt-5.2-20251211",
  provider: "OpenAI",
};
const USAGE = {
  prompt_tokens: 14,
  completion_tokens: 398,
  total_tokens: 412,
  cost: 0.0031,
  is_byok: false,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  cost_details: { upstream_inference_cost: null },
  completion_tokens_details: { reasoning_tokens: 64, image_tokens: 0 },
};
const usage = { tokens: USAGE.total_tokens, cost: USAGE.cost };

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const chunk = (delta: object, finish_reason: string | null = null, more = {}) => {
  const choice = { index: 0, delta, finish_reason, native_finish_reason: finish_reason, logprobs: null };
  return event({ ...HEAD, choices: [choice], ...more });
};
const say = (content: string) => chunk({ role: "assistant", content });
const finish = (reason = "stop", more = {}) => chunk({ role: "assistant", content: "" }, reason, more);

const COMMENT = ": MODELGATES PROCESSING\n\n";
const DONE = "data: [DONE]\n\n";
const ERROR = {
  code: 502,
  message: "Provider disconnected",
  metadata: { error_type: "provider_unavailable" },
};

const TEXT = "A verifier stays here; only its hash travels.";
const HALF = "A verifier stays here";
const HELLO = say(HALF) + say("; only its hash travels.");
const END = finish() + finish("stop", { usage: USAGE }) + DONE;
const WHOLE = HELLO + END;

const crlf = (text: string) => text.replaceAll("\n", "\r\n");

/** In one write. */
const once = (text: string) => [Buffer.from(text)];
/** Byte by byte: every character and every line end is torn apart somewhere. */
const torn = (text: string) => Array.from(Buffer.from(text), (byte) => Buffer.of(byte));
/** An event for each write. */
const eventwise = (text: string) => text.split(/(?<=\n\n)/).map((each) => Buffer.from(each));

const whole = (slices: Buffer[], text = TEXT): Stream => ({ slices, text, end: "done", usage });
const broken = (slices: Buffer[], end: End, more = {}): Stream => ({
  slices,
  text: end === "failed" ? "" : HALF,
  end,
  usage: null,
  ...more,
});

const SCRIPTS = "naïve e\u0301tude, 日本語, ภาษาไทย, עברית, 🧑🏽‍🚀 and 🇯🇵";
const LIVE = [
  COMMENT,
  COMMENT,
  chunk({ role: "assistant", content: "", reasoning: "The person asks about" }),
  chunk({
    role: "assistant",
    content: "",
    reasoning: " PKCE.",
    reasoning_details: [{ type: "reasoning.text" }],
  }),
  COMMENT,
  WHOLE,
].join("");

const good: Record<string, Stream> = {
  "in the order of the running service": whole(eventwise(LIVE)),
  "in a single network write": whole(once(LIVE)),
  "in many scripts, byte by byte": whole([...torn(say(SCRIPTS)), ...once(END)], SCRIPTS),
  "with its usage alone": whole(
    eventwise(HELLO + finish() + event({ ...HEAD, choices: [], usage: USAGE }) + DONE),
  ),
  "with CRLF": whole(once(crlf(LIVE))),
  "with CRLF, byte by byte": whole([...torn(crlf(HELLO)), ...once(crlf(END))]),
  "with CR alone": whole(once(WHOLE.replaceAll("\n", "\r"))),
  "with comments everywhere": whole(
    eventwise(`${COMMENT}:\n\n${WHOLE}`.replaceAll("data:", ": MODELGATES PROCESSING\n:\ndata:")),
  ),
  "with a line of a megabyte": whole(
    once(
      chunk({ content: "", reasoning_details: [{ type: "encrypted", data: "x".repeat(2 ** 20) }] }) + WHOLE,
    ),
  ),
  "behind a byte order mark": whole(once(`\uFEFF${WHOLE}`)),
  "without a space behind data": whole(once(WHOLE.replaceAll("data: ", "data:"))),
  "with data over several lines": whole(once(WHOLE.replaceAll(',"choices":', ',\ndata: "choices":'))),
  "with every other field": whole(
    once(`retry: 3000\n\n${WHOLE.replaceAll("data:", `event: message\nid: ${ID}\nodd: 1\nodd\ndata:`)}`),
  ),
  "with choices that say nothing": whole(
    eventwise(
      [
        chunk({ role: "assistant", content: null }),
        event({ ...HEAD, choices: [{ index: 0, finish_reason: null }] }),
        event({ ...HEAD, choices: [{ index: 0, delta: null }] }),
        event({ ...HEAD, choices: [], unknown: { deep: [1] } }),
        chunk({ tool_calls: [{ index: 0, id: "call_1", function: { name: "look", arguments: "{}" } }] }),
        WHOLE,
      ].join(""),
    ),
  ),
  "without [DONE]": { ...whole(eventwise(HELLO + finish())), usage: null },
  "without [DONE] and without a last empty line": {
    ...whole(once(`${HELLO}${finish()}data: [DONE]`)),
    usage: null,
  },
  "at the limit of its length": {
    ...whole(eventwise(HELLO + finish("length") + finish("length", { usage: USAGE }) + DONE)),
    end: "length",
  },
};

const bad: Record<string, Stream> = {
  "with an error midway": broken(eventwise(say(HALF) + finish("error", { error: ERROR })), "error"),
  "with an error midway, and [DONE]": broken(eventwise(say(HALF) + event({ error: ERROR }) + DONE), "error"),
  "with an error midway, its code a word": broken(
    eventwise(say(HALF) + finish("error", { error: { code: "server_error", message: "x" } })),
    "error",
  ),
  "with an error midway, for the time it took": broken(
    eventwise(say(HALF) + event({ error: { code: 504, message: "x", metadata: { error_type: "timeout" } } })),
    "late",
  ),
  "with no more than an error as its finish": broken(eventwise(say(HALF) + finish("error") + DONE), "error"),
  "that ends without a word on why": broken(eventwise(say(HALF)), "cut"),
  "cut between two events": broken(eventwise(say(HALF)), "cut", { drops: true }),
  "cut inside an event": broken([...once(say(HALF)), Buffer.from(say("lost").slice(0, 60))], "cut", {
    drops: true,
  }),
  "that is an error alone": broken(once(event({ error: ERROR })), "failed"),
  "that is [DONE] alone": broken(once(DONE), "failed"),
  "without a byte": broken([], "failed"),
  "that is a web page": broken(once("<!doctype html><p>Bad gateway"), "failed", { type: "text/html" }),
  "that is JSON": broken(once(JSON.stringify({ error: ERROR })), "failed", { type: "application/json" }),
};

/** Every stream by what is peculiar about it. */
export const streams = { ...good, ...bad };
