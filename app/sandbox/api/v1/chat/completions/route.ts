// Chat with scripted answers, as JSON or as an event stream in the provider's order of events.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { addUsage } from "../../../../_provider/grants.ts";
import { models, readJson, requireApiKey, respond, WireError } from "../../../../_provider/wire.ts";

const MAX_BYTES = 1024 * 1024;
const MS_PER_WORD = 25;
const NO_INPUT = 'Input required: specify "prompt" or "messages"';

const message = z.object({
  role: z.enum(["system", "user", "developer", "assistant", "tool"]),
  content: z.union([z.string(), z.array(z.object({ text: z.string().optional() })), z.null()]).optional(),
});
// Only what changes an answer here; every other field of CONTRACT 1.7 is accepted and has no effect.
const body = z.object({
  model: z.string().default(models[0].id),
  messages: z.array(message, NO_INPUT).min(1, NO_INPUT),
  stream: z.boolean().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  max_tokens: z.int().positive().nullish(),
});

/** `POST /api/v1/chat/completions` (seeds, step 3; CONTRACT 1.7). */
async function complete(request: Request, id: string): Promise<Response> {
  const apiKey = requireApiKey(request);
  const asked = await readJson(request, body, MAX_BYTES);
  const generation = generate(id, apiKey, asked);
  if (!asked.stream) return Response.json(whole(generation));
  const cancelled = new AbortController();
  const source = events(generation, AbortSignal.any([request.signal, cancelled.signal]));
  const stream = new ReadableStream<Uint8Array>({
    pull: async (to) => source.next().then(({ done, value }) => (done ? to.close() : to.enqueue(value))),
    cancel: async () => {
      cancelled.abort();
      await source.return();
    },
  });
  // no-transform is for our own server: it would compress the stream, and words would wait for a full block.
  const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform" };
  return new Response(stream, { headers });
}

/** What will be sent; `charge` books what of it was sent, and returns the `usage` object. */
function generate(id: string, apiKey: string, asked: z.infer<typeof body>) {
  const model = models.find((candidate) => candidate.id === asked.model);
  if (!model) throw new WireError(400, `${asked.model.slice(0, 100)} is not a valid model ID`);
  const prompt = asked.messages.findLast(({ role }) => role === "user");
  const answer = reply(prompt ? textOf(prompt) : "", asked.messages.length);
  const limit = 4 * (asked.max_completion_tokens ?? asked.max_tokens ?? Number.POSITIVE_INFINITY);
  const prompt_tokens = asked.messages.reduce((sum, each) => sum + countTokens(textOf(each)), 0);
  const charge = (sent: string) => {
    const completion_tokens = countTokens(sent);
    const cost = (prompt_tokens * model.input + completion_tokens * model.output) / 1e6;
    addUsage(apiKey, cost);
    const total_tokens = prompt_tokens + completion_tokens;
    return { prompt_tokens, completion_tokens, total_tokens, cost, is_byok: false };
  };
  const finish = answer.length > limit ? "length" : "stop";
  const created = Math.floor(Date.now() / 1000);
  return { id, created, model: model.id, text: answer.slice(0, limit), finish, charge };
}
type Generation = ReturnType<typeof generate>;

const textOf = ({ content }: z.infer<typeof message>) =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("\n");

/** An estimate, and called one: four characters to a token is the rule of thumb for English. */
const countTokens = (text: string) => Math.ceil(text.length / 4);

function whole({ id, created, model, text, finish, charge }: Generation) {
  const message = { role: "assistant", content: text, refusal: null, reasoning: null };
  const choice = { index: 0, finish_reason: finish, native_finish_reason: finish, message, logprobs: null };
  const head = { id, object: "chat.completion", created, model, choices: [choice] };
  return { ...head, system_fingerprint: null, usage: charge(text) };
}

/** The order of events in CONTRACT 2, one per pull. When the client goes, the signal ends the pause and its timer. */
async function* events({ id, created, model, text, finish, charge }: Generation, signal: AbortSignal) {
  const encoder = new TextEncoder();
  const event = (content: string, finish_reason: string | null, usage?: object) => {
    const delta = { role: "assistant", content };
    const choice = { index: 0, delta, finish_reason, native_finish_reason: finish_reason, logprobs: null };
    const chunk = { id, object: "chat.completion.chunk", created, model, choices: [choice], usage };
    return encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  let sent = "";
  let usage: object | undefined;
  try {
    for (let comments = 0; comments < 2; comments++) {
      yield encoder.encode(": MODELGATES PROCESSING\n\n");
      await pause(2 * MS_PER_WORD, undefined, { signal });
    }
    for (const word of text.split(/(?<=\s)(?=\S)/)) {
      sent += word;
      yield event(word, null);
      await pause(MS_PER_WORD, undefined, { signal });
    }
    usage = charge(sent);
    yield event("", finish);
    yield event("", finish, usage);
    yield encoder.encode("data: [DONE]\n\n");
  } finally {
    // The client left half way: what was made until then is charged all the same.
    usage ??= charge(sent);
  }
}

const POEM =
  "A token left home at the break of the day,\nwith a hash for a passport to show on the way.\nIt rode in a stream, it was read, it was gone;\nthe key stayed at home with the curtains all drawn.";
const JOURNEY = [
  "Here is the whole journey of a key, step by step.",
  "1. **You press Connect.** The app invents two random values: a verifier, which stays its secret, and a state, which names this attempt. Both are sealed into a short-lived cookie that only the app's server can open.",
  "2. **You arrive at ModelGates.** The address carries the place to return to and a challenge: the SHA-256 hash of the verifier. A hash cannot be turned back, so anyone may see it: your history, a proxy, a log.",
  "3. **You decide.** ModelGates shows who asks and where you will return to. Press Deny and nothing is made. Press Approve and you carry back a code that lives for ten minutes and works once.",
  "4. **The app checks before it acts.** It opens the cookie, throws it away, and compares the state. A code planted by somebody else fails here: it belongs to no attempt that this browser began.",
  "5. **Code becomes key.** Server to server, the app sends the code together with the verifier. ModelGates hashes the verifier, compares it with the challenge of step 2, and answers with a key. A thief who holds the code alone gets nothing.",
  "6. **The key is put away.** It is encrypted before it reaches the database and opened for the length of one request. Your browser never sees it: what you are reading came through the app's server, word by word.",
].join("\n\n");
const PKCE =
  "PKCE in plain words: the app invents a secret and shows ModelGates only its fingerprint, a SHA-256 hash. You approve, and your browser carries a short-lived code back. The code alone is worthless: to get a key for it, the app must now show the secret, and ModelGates checks that its fingerprint is the one from the start. Whoever sees the code, in a log or over your shoulder, holds half of what it takes.";
const CODE = `This is what the app's server sends for every message. It never runs in a browser, because of the apiKey in it:

\`\`\`ts
const response = await fetch(\`\${MODELGATES_URL}/api/v1/chat/completions\`, {
  method: "POST",
  headers: { Authorization: \`Bearer \${apiKey}\`, "Content-Type": "application/json" },
  body: JSON.stringify({ model: "openai/gpt-5.2", messages, stream: true }),
});
\`\`\``;
const CUSTODY =
  "Your key never reached your browser. It went from here straight to the app's server, which encrypted it before storing it and opens it for the length of one request. The browser holds a cookie that names your session and nothing more, so no script on the page can read the key. Disconnect deletes the app's copy; a real key would live on at ModelGates until you delete it there.";
const SANDBOX =
  "I am the sandbox, a stand-in for ModelGates that is built into this app. No model runs here and nothing costs money: my answers are scripted. The rest is real: the consent page, the exchange of a code for a key, this stream of events. Set MODELGATES_URL to https://modelgates.ai and the same app talks to the real gateway.";
const scripts: [about: RegExp, text: string][] = [
  [/\b(poem|haiku|verse|rhyme)/i, POEM],
  [/\b(long|detail|essay|story|step by step|\d{3,} words)/i, JOURNEY],
  [/\bpkce\b|challenge|verifier/i, PKCE],
  [/\b(code|snippet|typescript|javascript|fetch|sdk)\b/i, CODE],
  [/\b(keys?|safe|secure|stored?|encrypt\w*|cookies?|privacy)\b/i, CUSTODY],
  [/\b(sandbox|who are you|what are you|what is this|real)\b/i, SANDBOX],
];

/** Always the same answer to the same conversation, so that a demo and a test can rely on it. */
function reply(prompt: string, messages: number): string {
  const script = scripts.find(([about]) => about.test(prompt));
  if (script) return script[1];
  const gist = prompt.replace(/\s+/g, " ").trim();
  const quote = gist.length > 160 ? `${gist.slice(0, 160).replace(/\s\S*$/, "")} …` : gist;
  const received = messages === 1 ? "your message" : `${messages} messages, the whole conversation so far`;
  return `You wrote: “${quote}”. A model would answer that now. I am the sandbox, I know only a few scripted answers, and I received ${received}. Ask me what PKCE is, how your key is kept, what this sandbox is, or for a code sample, a poem or a long answer.`;
}

function all(request: Request): Promise<Response> {
  const id = `gen-${Math.floor(Date.now() / 1000)}-${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  return respond(request, "POST", () => complete(request, id), { "X-Generation-Id": id });
}

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };
