// The walls between the parts, read off the sources: what no linter rule says is checked here.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const sources = globSync(["app/**/*.{ts,tsx}", "lib/*.ts", "*.ts"], { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  // What app/learn/calls holds is text to the app: it is printed, and never loaded.
  .filter((file) => !/\.test\.ts$|\.config\.ts$|^next-env|^app\/learn\/calls\/\S+\//.test(file))
  .sort();

/** The files whose text matches, but for those that may. */
const offenders = (pattern: RegExp, ...allowed: string[]) =>
  sources.filter((file) => pattern.test(read(file)) && !allowed.some((prefix) => file.startsWith(prefix)));

test("the sources are there to be read", () => {
  assert.ok(sources.length > 100);
  assert.deepEqual(offenders(/createDecipheriv/), ["app/sandbox/_provider/seal.ts", "lib/vault.ts"]);
});

test("only lib opens the database, an apiKey or a cookie; pages get what connections.ts hands out", () => {
  const inside = /from "[./]*(lib\/)?(db|vault|row|cookie|rotate|attempts)\.ts"/;
  const outside = offenders(inside, "lib/").map((file) => [file, inside.exec(read(file))?.[2]]);
  // The one runs its exchange once(), the other asks whether the database answers.
  const known = [
    ["app/api/health/route.ts", "db"],
    ["app/auth/callback/route.ts", "attempts"],
  ];
  assert.deepEqual(outside, known);
  assert.deepEqual(offenders(/from "[./]*prisma\/client/, "lib/db.ts"), []);
  assert.deepEqual(offenders(/from "\.\/vault\.ts"/).sort(), ["lib/custody.ts", "lib/rotate.ts"]);
});

test("whatever knows a secret refuses to be bundled for a browser", () => {
  // What both sides may read, and commands that run by themselves.
  const shared = [
    "lib/command",
    "lib/errors",
    "lib/headers",
    "lib/migrate",
    "lib/pkce",
    "lib/problems",
    "lib/progress",
  ];
  const both = [...shared, "lib/settings", "lib/socket", "lib/terms"].map((name) => `${name}.ts`);
  const unguarded = sources.filter(
    (file) => file.startsWith("lib/") && !read(file).includes('import "server-only"'),
  );
  assert.deepEqual(unguarded.sort(), both.sort());
});

test("the app talks to one host: every call of the server goes through lib/call.ts", () => {
  const server = sources.filter((file) => !file.startsWith("app/sandbox/")); // it calls nobody; it is called
  const callers = server.filter((file) =>
    /\bfetch\(|^import \{.*node:(https?|net|tls|dgram|http2)"|new WebSocket/m.test(read(file)),
  );
  // The chat's answers, and its list of models, are asked for by the browser.
  const browser = ["app/chat/answer.ts", "app/chat/models/use-model-list.ts"];
  // What an IPv6 address is; the way to a database, and the socket of the embedded one.
  const net = ["lib/address.ts", "lib/pool.ts", "lib/socket.ts"];
  // The tutorial's experiments, which run where the provider is the sandbox.
  const lab = "app/learn/lab/run.ts";
  assert.deepEqual(callers.sort(), [...browser, lab, "lib/call.ts", ...net].sort());
});

test("no SQL is made of text, no markup either, and nothing is evaluated", () => {
  const unsafe =
    /RawUnsafe|Prisma\.raw\(|dangerouslySetInnerHTML|\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
  assert.deepEqual(offenders(unsafe), []);
});

test("no Server Action, no image optimizer, no store of the browser but the tab's own", () => {
  assert.deepEqual(offenders(/["']use server["']|next\/image|indexedDB|document\.cookie/), []);
  // The conversation ends with its tab. What outlives it is which model was chosen last.
  assert.deepEqual(offenders(/sessionStorage/), ["app/chat/storage.ts", "app/chat/use-draft.ts"]);
  assert.deepEqual(offenders(/localStorage/), ["app/chat/models/use-model.ts"]);
});

test("what is logged goes through lib/log.ts, but for a start that fails and what commands say", () => {
  const commands = ["lib/command.ts", "lib/migrate.ts", "lib/rotate.ts"];
  // The sandbox is not this app: its one line is for whoever breaks it.
  assert.deepEqual(offenders(/console\./, "app/sandbox/", "instrumentation.ts", ...commands), []);
});
