// What the sandbox says: always the same answer to the same conversation, so that a demo and a test can rely on it.

/** How the app presented itself, as far as it did. */
export interface Attribution {
  referer: string | null;
  title: string | null;
  categories: string[];
}

/** The attribution headers in all their spellings (CONTRACT 0.2, C8); of the categories, two count. */
export function readAttribution(headers: Headers): Attribution {
  const first = (...names: string[]) => names.map((name) => headers.get(name)).find(Boolean) ?? null;
  const categories = first("x-modelgates-categories", "x-openrouter-categories") ?? "";
  return {
    referer: first("http-referer", "referer"),
    title: first("x-modelgates-title", "x-openrouter-title", "x-title"),
    categories: categories
      .split(",")
      .map((name) => name.trim())
      .filter((name) => /^[a-z0-9-]+$/.test(name))
      .slice(0, 2),
  };
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
const TABLE = `The three ways to ask for a code, side by side:

| \`code_challenge_method\` | What the address carries | Who can exchange the code |
| --- | --- | --- |
| \`S256\` | the SHA-256 hash of the verifier | only whoever knows the verifier |
| \`plain\` | the verifier itself | whoever has seen the address |
| none | nothing | whoever gets hold of the code |

Use **S256**. The other two exist for clients that cannot hash, and there are hardly any left.`;
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
  "Your key never reached your browser. It went from here straight to the app's server, which encrypted it before storing it and opens it for the length of one request. The browser holds cookies that the server alone can open, and it is in none of them, so no script on the page can read the key. Disconnect deletes the app's copy; a real key would live on at ModelGates until you delete it there.";
const SANDBOX =
  "I am the sandbox, a stand-in for ModelGates that is built into this app. No model runs here and nothing costs money: my answers are scripted. The rest is real: the consent page, the exchange of a code for a key, this stream of events. Set MODELGATES_URL to https://modelgates.ai and the same app talks to the real gateway.";
const HELLO =
  "Hello! I am the built-in sandbox, so my answers are scripted, but they stream like real ones. You could ask me:\n\n- what **PKCE** is, or for the whole journey step by step\n- who holds your **key**\n- for a **table** of the challenge methods\n- for a **code** sample, or a **poem**\n- **which app** I think you are using";

const scripts: [about: RegExp, answer: string][] = [
  [/\btable\b.*\bcode\b|\bcode\b.*\btable\b/is, `${TABLE}\n\n${CODE}`],
  [/\b(poem|haiku|verse|rhyme)/i, POEM],
  [/\b(table|compare|comparison|versus|vs)\b/i, TABLE],
  [/\b(long|detail|essay|story|step by step|\d{3,} words)/i, JOURNEY],
  [/\bpkce\b|challenge|verifier/i, PKCE],
  [/\b(code|snippet|typescript|javascript|fetch|sdk)\b/i, CODE],
  [/\b(keys?|safe|secure|stored?|encrypt\w*|cookies?|privacy)\b/i, CUSTODY],
  [/\b(sandbox|who are you|what are you|what is this|real)\b/i, SANDBOX],
  [/^\W*(hi|hello|hey|good (morning|day|evening))\b|\bhelp\b/i, HELLO],
];

const WHICH_APP = /\b(which|what) app\b|attribution|\breferr?er\b/i;

function describeApp({ title, referer, categories }: Attribution): string {
  const named = [
    title && `calls itself **${title}**`,
    referer && `lives at \`${referer}\``,
    categories.length > 0 && `files itself under ${categories.map((name) => `\`${name}\``).join(" and ")}`,
  ].filter(Boolean);
  return named.length > 0
    ? `The app that sent me this ${named.join(", ")}. It said so in the attribution headers of its request, by which ModelGates ranks apps.`
    : "The app that sent me this did not say who it is: its request came without attribution headers.";
}

/** Several ways to say that there is no script; the message itself decides which. */
const OPENINGS = [
  "I have no script for that",
  "A model would have something to say to that; I do not",
  "That is beyond my few scripts",
  "Good question, wrong sandbox",
];

/** The answer to the last message of a conversation of `messages` messages. */
export function reply(prompt: string, messages: number, app: Attribution): string {
  if (WHICH_APP.test(prompt)) return describeApp(app);
  const script = scripts.find(([about]) => about.test(prompt));
  if (script) return script[1];
  const gist = prompt.replace(/\s+/g, " ").trim();
  const quote = gist.length > 160 ? `${gist.slice(0, 160).replace(/\s\S*$/, "")} …` : gist;
  const received = messages === 1 ? "your message" : `all ${messages} messages of the conversation`;
  const opening = OPENINGS[[...gist].length % OPENINGS.length];
  return `You wrote: “${quote}”. ${opening}. What I can tell you is that ${received} arrived here, with your key and without your browser ever seeing it. Ask me what PKCE is, how your key is kept, for a table, a code sample, a poem or a long answer.`;
}
