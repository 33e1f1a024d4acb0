// Breakages of the settings, of what is logged, and of the sandbox.
/** @import { Guard } from "./list.mjs" */

const STRONG = "lib/env.test.ts: a secret must be random and stand there once";
const NAMED = "lib/env.test.ts: the sandbox runs only when named: by its word, or by its path on loopback";

/** @type {Guard[]} */
export const settings = [
  { name: "secret-length", file: "lib/env.ts", old: "{43,}$/", new: "{8,}$/", test: STRONG },
  { name: "secret-letters", file: "lib/env.ts", old: "new Set(text).size >= 10 &&", new: "", test: STRONG },
  {
    name: "secret-no-example",
    file: "lib/env.ts",
    old: "!/change|example|secret|password/i.test(text)",
    new: "text !== null",
    test: STRONG,
  },
  {
    name: "secret-once",
    file: "lib/env.ts",
    old: "(all) => new Set(all).size === all.length",
    new: "(all) => all.length > 0",
    test: STRONG,
  },
  {
    name: "app-url-rule",
    file: "lib/env.ts",
    old: '? ["", "3000"].includes(url.port)',
    new: "? true",
    test: "lib/env.test.ts: the callback rule of the provider holds for APP_URL",
  },
  { name: "sandbox-on-loopback", file: "lib/env.ts", old: "(loopback(url) && ", new: "(", test: NAMED },
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
    file: "lib/errors.ts",
    old: 'error instanceof Error ? error.name : "unknown"',
    new: "String(error)",
    test: "lib/sweep.test.ts: it runs at the start and every hour; a failure is one line, and tried again",
  },
];
