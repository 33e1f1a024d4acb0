// SECURITY.md against the code: its limits, and the files and tests that it counts on.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";

const text = readFileSync("SECURITY.md", "utf8");
const section = (title: string) => text.split(`## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
/** The rows of a section's table: cells, without the heading's. */
const rows = (title: string) =>
  section(title)
    .split("\n")
    .filter((line) => /^\|(?! ?-)/.test(line))
    .slice(1)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test("every limit stands in the code as it stands here", () => {
  const limits = rows("Limits and lifetimes");
  assert.ok(limits.length > 15);
  for (const [what = "", , where = ""] of limits) {
    // A file is followed by what must stand in it.
    const quotes = [...where.matchAll(/`([^`]+)`/g)].map(([, quote = ""]) => quote);
    assert.ok(quotes.length >= 2, what);
    let file = "";
    for (const quote of quotes) {
      if (existsSync(quote)) file = quote;
      else assert.ok(readFileSync(file, "utf8").includes(quote), `${quote} in ${file}`);
    }
  }
});

test("every requirement has a guard and a test that exist", () => {
  const requirements = rows("Requirements, guards, tests");
  assert.ok(requirements.length > 80);
  for (const [ids = "", , guard = "", tests = ""] of requirements) {
    assert.match(ids, /^R\d+( R\d+)*$/);
    const [, file = ""] = /^`([^`]+)`$/.exec(guard) ?? [];
    assert.ok(existsSync(file), `${ids}: ${guard}`);
    const named = [...tests.matchAll(/`([^`]+)` "([^"]+)"/g)];
    assert.ok(named.length > 0, ids);
    for (const [, path = "", title = ""] of named)
      assert.ok(readFileSync(path, "utf8").includes(title), `${ids}: "${title}" in ${path}`);
  }
});

test("no requirement is passed over in silence", () => {
  const named = new Set([...text.matchAll(/\bR(\d+)\b/g)].map(([, id]) => Number(id)));
  const missing = Array.from({ length: 155 }, (_, i) => i + 1).filter((id) => !named.has(id));
  assert.deepEqual(missing, []);
});
