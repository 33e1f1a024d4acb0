// The models on offer. All of them answer from the same scripts; what differs is the price and the name.

/** Prices in dollars per million tokens. A `reasoning` model streams a thought before it answers. */
export const models = [
  { id: "openai/gpt-5.2", name: "OpenAI: GPT-5.2", context: 400_000, input: 1.75, output: 14 },
  { id: "openai/gpt-5-mini", name: "OpenAI: GPT-5 Mini", context: 400_000, input: 0.25, output: 2 },
  {
    id: "openai/gpt-oss-20b:free",
    name: "OpenAI: gpt-oss-20b (free)",
    context: 131_072,
    input: 0,
    output: 0,
  },
  {
    id: "anthropic/claude-sonnet-4.5",
    name: "Anthropic: Claude Sonnet 4.5",
    context: 200_000,
    input: 3,
    output: 15,
  },
  {
    id: "google/gemini-2.5-flash",
    name: "Google: Gemini 2.5 Flash",
    context: 1_000_000,
    input: 0.3,
    output: 2.5,
  },
  {
    id: "deepseek/deepseek-r1",
    name: "DeepSeek: R1",
    context: 163_840,
    input: 0.7,
    output: 2.4,
    reasoning: true,
  },
  {
    id: "mistralai/mistral-small-3.2",
    name: "Mistral: Small 3.2",
    context: 131_072,
    input: 0.06,
    output: 0.18,
  },
].map((model) => ({ reasoning: false, ...model }));
export type Model = (typeof models)[number];

/** What an answer costs, in dollars. */
export const costOf = ({ input, output }: Model, promptTokens: number, completionTokens: number): number =>
  (promptTokens * input + completionTokens * output) / 1e6;
