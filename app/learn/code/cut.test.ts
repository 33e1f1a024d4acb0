import assert from "node:assert/strict";
import { test } from "node:test";
import { cut } from "./cut.ts";

const SOURCE = `import { a } from "b";

/**
 * What it does.
 */
export const first = async () => {
  if (a) {
    return 1;
  }

  return 2;
};

// Why.
function second() {}
const third = call({
  a,
});
const firstOfAll = 1;
`;

test("a declaration comes with its comment, its blank lines and its lines' numbers", () => {
  const { text, from, to } = cut(SOURCE, "first");
  assert.equal(text, SOURCE.split("\n").slice(2, 12).join("\n"));
  assert.deepEqual([from, to], [3, 12]);
});

test("it ends where the next begins, blank line or not", () => {
  assert.equal(cut(SOURCE, "second").text, "// Why.\nfunction second() {}");
  assert.equal(cut(SOURCE, "third").text, "const third = call({\n  a,\n});");
});

test("a name that is not declared, or twice, is an error", () => {
  assert.throws(() => cut(SOURCE, "fourth"), /0 declarations of fourth/);
  assert.throws(() => cut(`${SOURCE}const first = 3;\n`, "first"), /2 declarations of first/);
});
