import assert from "node:assert/strict";
import test from "node:test";
import { families } from "../../../e2e/hostile/families.ts";
import { sizes } from "../../../e2e/hostile/sizes.ts";
import { type Block, Blocks } from "./blocks.ts";
import { parse } from "./parse.ts";

const ANSWER = `## A heading

Some **words**, \`code\` and
a second line.
- one
  - nested

    with a paragraph
- [x] two
---
--- no rule
1. first

   \`\`\`ts
   const inside = "a list";

   \`\`\`
2. second

> quoted
lazy
> - list

| a | b |
|---|--:|
| 1 | 2 |
~~~
# no heading

    - no list
~~~
Setext
===
    indented

    code

### End <b>of</b> [it][1]\r
\r
[1]: https://example.com
[^1]: A note.
* other
* list

* loose`;

/** The text with what it means, and nothing of where it stands. */
const meaning = (text: string) => parse(text)?.map(({ node }) => stripped(node));
const stripped = (node: unknown) =>
  JSON.parse(JSON.stringify(node, (name, value) => (name === "position" ? undefined : value)) ?? "null");

/** Reads `text` as it grows by `step` characters, and checks at each that nothing is lost and nothing settled changes. */
function grow(text: string, step: number): Block[] {
  const blocks = new Blocks();
  let before: Block[] = [];
  for (let end = 1; end <= text.length; end += step) {
    const soFar = text.slice(0, end);
    const read = blocks.read(soFar, false);
    const shown = read.map((block) => block.text).join("");
    assert.ok(soFar.startsWith(shown), shown);
    assert.ok(soFar.slice(shown.length).trim().length <= 1 + end / 32, `too little is shown of ${soFar}`);
    const same = read.findIndex((block, index) => block !== before[index]);
    assert.ok(same === -1 || same >= before.length - 2, `block ${same} of ${before.length} changed`);
    before = read;
  }
  return blocks.read(text, true);
}

test("blocks joined give the text, and settled ones stay what they are, however it grows", () => {
  for (const step of [1, 7, 100]) {
    const whole = grow(ANSWER, step);
    assert.equal(whole.map(({ text }) => text).join(""), ANSWER);
    assert.deepEqual(
      whole.map(({ node }) => stripped(node)),
      meaning(ANSWER),
    );
  }
});

test("so it is with hostile answers", () => {
  for (const text of Object.values(families).flat())
    assert.deepEqual(
      grow(text, 1).map(({ node }) => stripped(node)),
      meaning(text),
      text,
    );
});

test("a long list is shown in pieces, which count on", () => {
  const items = Array.from({ length: 200 }, (_, n) => `1. Item ${n} with some words to make it longer`);
  const whole = grow(items.join("\n"), 5);
  assert.ok(whole.length > 3);
  let next = 1;
  for (const { node } of whole) {
    assert.ok(node?.type === "list");
    assert.equal(node.start, next);
    next += node.children.length;
  }
  assert.equal(next, 201);
});

test("headings stand one level under another, whatever the model began with", () => {
  const outlines = new Blocks().read("### A\n# B\n### C\n### D\ntext\n## E", true);
  assert.deepEqual(
    outlines.map(({ outline }) => outline.length),
    [1, 1, 2, 2, 2, 2],
  );
});

test("what is too long or too deep is plain text, and complete", () => {
  for (const [name, text] of Object.entries(sizes)) {
    const blocks = new Blocks().read(text, true);
    assert.equal(
      blocks
        .map((block) => block.text)
        .join("")
        .trimEnd(),
      text.trimEnd(),
      name,
    );
    assert.ok(
      blocks.some(({ node }) => !node),
      name,
    );
  }
});
