// What the log may hold: one line for each fact, of listed fields alone, and no word that a stranger chose.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import test from "node:test";

const APP_SECRET = randomBytes(32).toString("base64url");

/** Runs `code` with the log at hand, in a process of its own, whose output is all that comes of it. */
function printed(code: string): Record<string, unknown>[] {
  const script = `import { hashed, inRequest, log, logFailure, reference } from "./lib/log.ts";\n${code}`;
  const env = { ...process.env, APP_SECRET, APP_URL: "https://app.example" };
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=react-server", "--input-type=module-typescript", "-e", script],
    { env, encoding: "utf8" },
  );
  assert.equal(stderr, "");
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test("a line says when, how loud and what, in UTC, and nothing of the machine", () => {
  const [line = {}] = printed(`log("swept", { users: 3, sessions: 0, transactions: 1 });`);
  const { time, ...rest } = line;
  assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(rest, { level: "info", event: "swept", users: 3, sessions: 0, transactions: 1 });
});

test("only listed fields with plain words get through, whatever a caller passes", () => {
  const lines = printed(`
    const canary = "sk-mg-v1-canary";
    for (const value of ["a b", "a\\nb", "\\x1b[31m", "\\r\\n{}", canary + "!", "x".repeat(121), "é", "", {}, [canary], null])
      log("connect_failed", { problem: value });
    log("connect_failed", { apiKey: canary, message: canary, __proto__: { problem: canary }, toString: canary });
    log("connect_failed", { users: canary, problem: 3 });
    logFailure("chat_failed", Object.assign(new TypeError(canary), { body: canary }));
    logFailure("chat_failed", canary);`);
  assert.equal(lines.length, 15);
  for (const line of lines) assert.doesNotMatch(JSON.stringify(line), /canary|a b/);
  for (const line of lines.slice(0, 13))
    assert.deepEqual(Object.keys(line), ["level", "time", "event"], JSON.stringify(line));
  assert.deepEqual(
    lines.slice(13).map(({ error }) => error),
    ["TypeError", "unknown"],
  );
});

test("all that one request logs carries its reference, and no other request's", () => {
  const lines = printed(`
    const act = (name) => inRequest(async () => {
      log("signed_out", { user: name });
      await new Promise((done) => setTimeout(done, 5));
      log("signed_out", { user: name, reason: reference() });
    });
    await Promise.all([act("a"), act("b")]);
    log("signed_out", { user: "c" });`);
  const references = (name: string) => lines.filter(({ user }) => user === name).map((line) => line.request);
  const [a, b] = [references("a"), references("b")];
  assert.match(String(a[0]), /^[0-9a-f]{12}$/);
  assert.equal(a[0], a[1]);
  assert.notEqual(a[0], b[0]);
  assert.deepEqual(references("c"), [undefined]);
});

test("an id is written down as a keyed hash: the same for the same, and another under another secret", () => {
  const once = printed(
    `log("signed_out", { user: hashed("id") }); log("signed_out", { user: hashed("id") });`,
  );
  assert.match(String(once[0]?.user), /^[0-9a-f]{12}$/);
  assert.equal(once[0]?.user, once[1]?.user);
  const [other] = printed(`process.env.APP_SECRET = "${randomBytes(32).toString("base64url")}";
    log("signed_out", { user: hashed("id") });`);
  assert.notEqual(other?.user, once[0]?.user);
});
