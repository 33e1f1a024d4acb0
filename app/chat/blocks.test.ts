import assert from "node:assert/strict";
import test from "node:test";
import { Blocks } from "./blocks.ts";
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
const meaning = (text: string) => parse(text, false)?.map(({ node }) => stripped(node));
const stripped = (node: unknown) =>
  JSON.parse(JSON.stringify(node, (name, value) => (name === "position" ? undefined : value)) ?? "null");

test("blocks joined give the text, and settled ones stay what they are, however it grows", () => {
  for (const step of [1, 7, 100]) {
    const blocks = new Blocks();
    let before: unknown[] = [];
    for (let end = 1; end <= ANSWER.length; end += step) {
      const text = ANSWER.slice(0, end);
      const read = blocks.read(text, false);
      const shown = read.map((block) => block.text).join("");
      assert.ok(text.startsWith(shown), shown);
      assert.ok(text.length - shown.length <= 1 + text.length / 32);
      const kept = read.findIndex((block, index) => block !== before[index]);
      assert.ok(kept === -1 || kept >= before.length - 2, `block ${kept} of ${before.length} changed`);
      before = read;
    }
    const whole = blocks.read(ANSWER, true);
    assert.equal(whole.map(({ text }) => text).join(""), ANSWER);
    assert.deepEqual(
      whole.map(({ node }) => stripped(node)),
      meaning(ANSWER),
    );
  }
});
