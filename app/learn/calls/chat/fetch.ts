const { MODELGATES_URL, MODELGATES_API_KEY } = process.env;

const response = await fetch(`${MODELGATES_URL}/api/v1/chat/completions`, {
  method: "POST",
  headers: {
    Authorization: `Bearer ${MODELGATES_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: "openai/gpt-5.2",
    messages: [{ role: "user", content: "Hello!" }],
    stream: true,
  }),
  redirect: "error",
});
if (!response.ok || !response.body) throw new Error(`The model answered ${response.status}`);
for await (const text of response.body.pipeThrough(new TextDecoderStream())) process.stdout.write(text);
