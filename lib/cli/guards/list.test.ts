// That the list of breakages does not rot: what it would break is there, and so are the tests it counts on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { editsOf, guards, testOf } from "./list.mjs";

test("every breakage finds its place exactly once, and changes it", () => {
  assert.ok(guards.length >= 40);
  for (const guard of guards)
    for (const [file, old, next] of editsOf(guard)) {
      assert.equal(readFileSync(file, "utf8").split(old).length - 1, 1, `${guard.name}: ${old} in ${file}`);
      assert.notEqual(old, next, guard.name);
    }
});

test("every breakage has a name of its own, and a test that exists", () => {
  assert.equal(new Set(guards.map(({ name }) => name)).size, guards.length);
  for (const guard of guards) {
    const [file, title] = testOf(guard);
    assert.match(file, /\.(spec|test)\.ts$/, guard.name);
    assert.ok(title && readFileSync(file, "utf8").includes(title), `${guard.name}: ${guard.test}`);
  }
});
