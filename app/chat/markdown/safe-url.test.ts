import assert from "node:assert/strict";
import test from "node:test";
import * as addresses from "../../../e2e/hostile/addresses.ts";
import { families } from "../../../e2e/hostile/families.ts";
import { parse } from "./parse.ts";
import { safeUrl } from "./safe-url.ts";

const KNOWN = new Set(
  `blockquote break code delete emphasis heading image inlineCode link list listItem paragraph strong table tableCell
  tableRow text thematicBreak`.split(/\s+/),
);

/** The types of a node and all within it, and the addresses that a browser would be given. */
function inspect(node: object, types = new Set<string>(), urls = new Set<string>()) {
  if ("type" in node) types.add(String(node.type));
  if ("url" in node) urls.add(safeUrl(String(node.url)) ?? "");
  if ("children" in node && Array.isArray(node.children))
    for (const child of node.children) inspect(child, types, urls);
  return { types, urls };
}

test("however far a hostile answer has come, it holds nothing but markdown and safe addresses", () => {
  for (const text of Object.values(families).flat())
    for (let end = 1; end <= text.length; end++) {
      const soFar = text.slice(0, end);
      const { types, urls } = inspect({ children: (parse(soFar, true) ?? []).map(({ node }) => node ?? {}) });
      assert.deepEqual([...types.difference(KNOWN)], [], soFar);
      for (const url of urls) assert.match(url, /^$|^https?:\/\/[^/@]+(\/|$)|^mailto:/, soFar);
    }
});

test("an address that is not safe is none", () => {
  for (const text of [...addresses.addresses, ...addresses.bare]) {
    const { urls } = inspect({ children: parse(text)?.map(({ node }) => node ?? {}) });
    assert.deepEqual([...urls].join(""), "", text);
  }
});
