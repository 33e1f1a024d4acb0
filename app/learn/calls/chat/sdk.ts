import { ModelGates } from "@modelgates/sdk";

const modelgates = new ModelGates({ apiKey: process.env.MODELGATES_API_KEY });

const completion = await modelgates.chat.send({
  model: "openai/gpt-5.2",
  messages: [{ role: "user", content: "Hello!" }],
  stream: false,
});
export const { content } = completion.choices[0].message;
