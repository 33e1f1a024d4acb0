// What an answer will be and what it costs (CONTRACT 1.7), before it is sent whole or as a stream.
import { z } from "zod";
import { type Attribution, reply } from "./answers.ts";
import { costOf, models } from "./models.ts";
import { addUsage } from "./usage.ts";
import { WireError } from "./wire.ts";

const NO_INPUT = 'Input required: specify "prompt" or "messages"';

const message = z.object({
  role: z.enum(["system", "user", "developer", "assistant", "tool"]),
  content: z.union([z.string(), z.array(z.object({ text: z.string().optional() })), z.null()]).optional(),
});

type Message = z.infer<typeof message>;

/** The body of a request. Only what changes an answer here; every other field is accepted and has no effect. */
export const chatRequest = z.object({
  model: z.string().optional(),
  models: z.array(z.string()).max(100).default([]),
  messages: z.array(message, NO_INPUT).min(1, NO_INPUT),
  stream: z.boolean().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  max_tokens: z.int().positive().nullish(),
});
export type ChatRequest = z.infer<typeof chatRequest>;

export interface Completion {
  id: string;
  created: number;
  model: string;
  reasoning: string | null;
  text: string;
  finish: "stop" | "length";
  /** Books the price of the whole answer, so that a limit also holds for many answers at once. */
  reserve: () => void;
  /** Corrects the booking to what was `sent`, and returns the `usage` object. */
  charge: (sent: string) => object;
}

/** @throws {WireError} 400 when none of the models asked for is on offer */
export function prepare(id: string, apiKey: string, asked: ChatRequest, app: Attribution): Completion {
  const wanted = [...(asked.model === undefined ? [] : [asked.model]), ...asked.models];
  const found = wanted.map((name) => models.find((model) => model.id === name)).find(Boolean);
  const model = wanted.length > 0 ? found : models[0];
  if (!model) throw new WireError(400, `${wanted[0]?.slice(0, 100)} is not a valid model ID`);

  const answer = answerTo(asked.messages, app);
  const limit = CHARACTERS_PER_TOKEN * (asked.max_completion_tokens ?? asked.max_tokens ?? Infinity);
  const text = answer.slice(0, limit);
  const reasoning = model.reasoning ? "The person asks something. I look for a script that fits." : null;

  const prompt_tokens = asked.messages.reduce((sum, each) => sum + countTokens(textOf(each)), 0);
  const reasoning_tokens = countTokens(reasoning ?? "");
  const measure = (sent: string) => {
    const completion_tokens = countTokens(sent) + reasoning_tokens;
    const cost = costOf(model, prompt_tokens, completion_tokens);
    return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens, cost };
  };
  const reserved = measure(text).cost;
  return {
    id,
    created: Math.floor(Date.now() / 1000),
    model: model.id,
    reasoning,
    text,
    finish: answer.length > text.length ? "length" : "stop",
    reserve: () => addUsage(apiKey, reserved),
    charge: (sent) => {
      const usage = measure(sent);
      addUsage(apiKey, usage.cost - reserved);
      return {
        ...usage,
        is_byok: false,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens },
        cost_details: { upstream_inference_cost: null },
      };
    },
  };
}

/** What the script has for the last message; to whoever asks to continue, what is left of the answer before. */
function answerTo(messages: Message[], app: Attribution): string {
  const prompts = messages.filter(({ role }) => role === "user").map(textOf);
  const prompt = prompts.at(-1) ?? "";
  const before = messages.at(-2);
  if (/^continue\b/i.test(prompt) && before?.role === "assistant") {
    const whole = reply(prompts.at(-2) ?? "", messages.length - 2, app);
    const sent = textOf(before);
    if (whole.startsWith(sent) && whole !== sent) return whole.slice(sent.length);
  }
  return reply(prompt, messages.length, app);
}

/** The answer in one piece. */
export function whole({ id, created, model, reasoning, text, finish, charge }: Completion): object {
  const message = { role: "assistant", content: text, refusal: null, reasoning };
  const choice = { index: 0, finish_reason: finish, native_finish_reason: finish, message, logprobs: null };
  const head = { id, object: "chat.completion", created, model, provider: "Sandbox", choices: [choice] };
  return { ...head, system_fingerprint: null, usage: charge(text) };
}

const textOf = ({ content }: Message) =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("\n");

/** The rule of thumb for English: no tokenizer is at work here, and the README says so. */
const CHARACTERS_PER_TOKEN = 4;
const countTokens = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN);
