// What README.md, AGENTS.md and llms.txt say is there: files, commands, settings and addresses.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const read = (file: string) => readFileSync(file, "utf8");
const readme = read("README.md");
const agents = read("AGENTS.md");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));

/** Whether an address of this app leads to a page or a handler. */
const isRoute = (path: string) =>
  ["page.tsx", "route.ts"].some((file) => existsSync(`app${path === "/" ? "" : path}/${file}`));

test("every file that is linked is there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path);
  assert.ok(links.length > 30);
  for (const link of links) assert.ok(existsSync(link), link);
});

test("every path that the table of AGENTS.md names is there", () => {
  const paths = [...agents.matchAll(/`((?:app|lib|prisma)\/[\w./-]+)`/g)].map(([, path = ""]) => path);
  assert.ok(paths.length > 10);
  for (const path of paths) assert.ok(existsSync(path), path);
  assert.ok(agents.split("\n").length <= 60);
});

test("every npm command exists", () => {
  const commands = [...`${readme}${agents}`.matchAll(/(?:^|`)npm (?:run )?([a-z][a-z:]*)/gm)].map(
    ([, name = ""]) => name,
  );
  assert.ok(new Set(commands).size > 10);
  for (const name of commands) assert.ok(scripts[name], `npm run ${name}`);
});

test("the picture of the flow matches the routes, and what is asked of the provider", () => {
  const [, picture = ""] = /```mermaid\n([\s\S]*?)```/.exec(readme) ?? [];
  const own = [...picture.matchAll(/B->>A: \d (POST|GET) (\/\S+)/g)];
  assert.deepEqual(
    own.map(([, method, path]) => `${method} ${path}`),
    ["POST /auth/connect", "GET /auth/callback", "POST /api/chat"],
  );
  for (const [, method = "", path = ""] of own)
    assert.match(read(`app${path}/route.ts`), new RegExp(`export const ${method}\\b`), path);
  const provider = [...picture.matchAll(/POST \/api\/v1(\/[\w/]+)/g)].map(([, path = ""]) => path);
  assert.equal(provider.length, 2);
  const calls = read("lib/modelgates.ts") + read("lib/completions.ts");
  for (const path of provider) assert.ok(calls.includes(`call("${path}"`), path);
});

test("the steps bear the same numbers and names everywhere", () => {
  const [, list = ""] = /const STEPS = (\[[\s\S]*?\n\]);/.exec(read("app/ui.tsx")) ?? [];
  const names = [...list.matchAll(/name: "(\w+)"/g)].map(([, name = ""]) => name);
  assert.deepEqual(names, ["Send", "Return", "Exchange", "Keep", "Use"]);
  const chapters = [...read("app/learn/chapters.ts").matchAll(/name: "(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual(chapters.slice(0, names.length), names);
  const steps = (text: string, form: RegExp) =>
    [...text.matchAll(form)].map(([, number, name]) => `${number} ${name}`);
  const numbered = names.map((name, index) => `${index + 1} ${name}`);
  assert.deepEqual(steps(readme, /^(\d)\. \*\*(\w+)\.\*\*/gm), numbered);
  assert.deepEqual(steps(agents, /^\| (\d)\. (\w+)/gm), numbered);
  for (const [file, number] of [
    ["app/auth/connect/route.ts", 1],
    ["app/auth/callback/route.ts", 2],
    ["lib/modelgates.ts", 3],
    ["lib/custody.ts", 4],
    ["lib/completions.ts", 5],
    ["app/api/chat/route.ts", 5],
  ] as const)
    assert.match(read(file), new RegExp(`Step ${number}[: (,]`), file);
});

test("every address in llms.txt leads somewhere", () => {
  const links = [...read("public/llms.txt").matchAll(/\]\((\/[\w/]*)\)/g)].map(([, path = ""]) => path);
  assert.ok(links.length > 8);
  for (const link of links) assert.ok(isRoute(link), link);
});

test("every setting that the README names is one, and every one of .env.example is in it", () => {
  const known = read("lib/settings.ts");
  const named = [...readme.matchAll(/^\| `([A-Z_]+)`(?:, `([A-Z_]+)`)?/gm)].flatMap(([, a, b]) => [
    a ?? "",
    b ?? "",
  ]);
  for (const name of named.filter(Boolean)) assert.match(known, new RegExp(`\\b${name}:`), name);
  for (const [, name = ""] of read(".env.example").matchAll(/^#? ?((?!OTEL)[A-Z_]{5,})=/gm))
    assert.ok(readme.includes(name), name);
});
