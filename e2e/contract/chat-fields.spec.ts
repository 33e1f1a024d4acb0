// CONTRACT 1.7: every field of a request that a gateway must at least bear.
import { chat, chatStream, hello } from "./ask.ts";
import { expect, test } from "./fixtures.ts";
import { needs } from "./needs.ts";

const numbers = "temperature top_p top_k top_a min_p frequency_penalty presence_penalty repetition_penalty";

const fields = {
  ...Object.fromEntries(`${numbers} seed top_logprobs`.split(" ").map((name) => [name, 1])),
  logprobs: null,
  logit_bias: {},
  stop: ["\u0000"],
  tools: [],
  tool_choice: "auto",
  parallel_tool_calls: true,
  response_format: { type: "text" },
  modalities: ["text"],
  prediction: null,
  reasoning: { effort: "low" },
  reasoning_effort: "low",
  provider: {},
  plugins: [],
  route: "fallback",
  user: "u",
  session_id: "s",
  metadata: { a: "b" },
  trace: {},
  service_tier: null,
  stream_options: { include_usage: false },
  usage: { include: false },
  cache_control: null,
  prompt_cache_key: "k",
  prompt_cache_options: null,
  image_config: {},
  debug: {},
  stop_server_tools_when: null,
  stream: null,
};

for (const [kind, json] of Object.entries({ filled: fields, null: nulled() }))
  test(`every other field is accepted, ${kind}`, async ({ gateway, apiKey }) => {
    needs(gateway, "spending");
    const { status, body } = await chat(gateway, apiKey, { ...hello, ...json });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body, "usage is always returned").toHaveProperty("usage.total_tokens");
    const { chunks } = await chatStream(gateway, apiKey, { ...hello, ...json });
    expect(chunks.at(-1)).toHaveProperty("usage.total_tokens");
  });

/** Those that may be null, and are. */
function nulled(): object {
  const names = `${numbers} seed top_logprobs logprobs logit_bias stop max_tokens max_completion_tokens`;
  return Object.fromEntries(names.split(" ").map((name) => [name, null]));
}
