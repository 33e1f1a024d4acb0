// Breakages of the settings, of what is logged, and of the sandbox.
/** @import { Guard } from "./list.mjs" */

const STRONG = "lib/env.test.ts: a secret must be random and stand there once";
const NAMED = "lib/env.test.ts: the sandbox runs only when named: by its word, or by its path on loopback";

/** @type {Guard[]} */
export const settings = [
  { name: "secret-length", file: "lib/settings.ts", old: "{43,}$/", new: "{8,}$/", test: STRONG },
  {
    name: "secret-entropy",
    file: "lib/settings.ts",
    old: "deflateRawSync(text).byteLength >= 32 &&",
    new: "deflateRawSync(text).byteLength > 0 &&",
    test: STRONG,
  },
  {
    name: "secret-no-walk",
    file: "lib/settings.ts",
    old: "length < steps.length / 2",
    new: "length <= steps.length",
    test: STRONG,
  },
  {
    name: "secret-no-example",
    file: "lib/settings.ts",
    old: "!/change|example|secret|password/i.test(text)",
    new: "text !== null",
    test: STRONG,
  },
  {
    name: "secret-once",
    file: "lib/settings.ts",
    old: "(all) => new Set(all).size === all.length",
    new: "(all) => all.length > 0",
    test: STRONG,
  },
  {
    name: "app-url-rule",
    file: "lib/settings.ts",
    old: '? ["", "3000"].includes(url.port)',
    new: "? true",
    test: "lib/env.test.ts: the callback rule of the provider holds for APP_URL",
  },
  { name: "sandbox-on-loopback", file: "lib/env.ts", old: "(isLoopback(url) && ", new: "(", test: NAMED },
  {
    name: "sandbox-off-is-gone",
    file: "app/sandbox/_provider/wire.ts",
    old: "boolean => env().provider.sandbox;",
    new: "boolean => env().provider.url !== null;",
    test: "e2e/elsewhere.spec.ts: the sandbox is gone when the real gateway is named",
  },
  {
    name: "sandbox-code-once",
    file: "app/sandbox/_provider/grants.ts",
    old: 'if (spent.has(grant.id)) return "spent";',
    new: "",
    test: "app/sandbox/_provider/grants.test.ts: a code works once, and a refusal does not spend it",
  },
  {
    name: "sandbox-proof",
    file: "app/sandbox/_provider/grants.ts",
    old: 'if (!isVerified(grant.challenge, method, verifier)) return "verifier";',
    new: "",
    test: "app/sandbox/_provider/grants.test.ts: the challenge itself, another verifier or none is no proof",
  },
  {
    name: "sandbox-code-age",
    file: "app/sandbox/_provider/grants.ts",
    old: 'if (now >= grant.issuedAt + CODE_LIFE) return "expired";',
    new: "",
    test: "app/sandbox/_provider/clock.test.ts: a code works for ten minutes and no longer",
  },
  {
    name: "sandbox-seal-purpose",
    file: "app/sandbox/_provider/seal.ts",
    old: `.setAAD(Buffer.from(purpose));
  const sealed`,
    new: `.setAAD(Buffer.from("x"));
  const sealed`,
    also: [
      [
        "app/sandbox/_provider/seal.ts",
        `.setAAD(Buffer.from(purpose))
      .setAuthTag`,
        `.setAAD(Buffer.from("x"))
      .setAuthTag`,
      ],
    ],
    test: "app/sandbox/_provider/grants.test.ts: a code is no apiKey, nor is anything else that was sealed as one",
  },
  {
    name: "log-class-alone",
    file: "lib/log.ts",
    old: 'error instanceof Error ? error.name : "unknown"',
    new: "String(error)",
    test: "lib/sweep.test.ts: it runs at the start, after a minute and every hour; a failure is one line, and tried again",
  },
  {
    name: "log-listed-fields",
    file: "lib/log.ts",
    old: ": (WORDS as readonly string[]).includes(name) && ",
    new: ": ",
    test: "lib/log.test.ts: only listed fields with plain words get through, whatever a caller passes",
  },
  {
    name: "log-plain-words",
    file: "lib/log.ts",
    old: ' && typeof value === "string" && WORD.test(value)',
    new: "",
    test: "lib/log.test.ts: only listed fields with plain words get through, whatever a caller passes",
  },
  {
    name: "log-keyed-hash",
    file: "lib/log.ts",
    old: 'createHmac("sha256", newest.subkey)',
    new: 'createHmac("sha256", newest && "")',
    test: "lib/log.test.ts: an id is written down as a keyed hash",
  },
  {
    name: "limit-connects",
    file: "lib/limits.ts",
    old: 'await count("too_many_connects", address ?? "everybody", points);',
    new: "void [count, address, points];",
    test: "lib/limits.test.ts: connects are counted for each address, whatever the client says of itself",
  },
  {
    name: "limit-places",
    file: "lib/limits.ts",
    old: 'if (own >= STREAMS_PER_USER) refuse("too_many_streams");',
    new: "",
    test: "lib/limits.test.ts: a user has three places at once, an instance 200, and each is free again once",
  },
];
