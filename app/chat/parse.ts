import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/**
 * Leaves out what a part by itself cannot say, or must not. HTML is text here, not even recognised. Definitions of links
 * and footnotes act from afar: they stay visible as they were written.
 */
const LEFT_OUT = [
  "htmlFlow",
  "htmlText",
  "definition",
  "gfmFootnoteDefinition",
  "gfmFootnoteCall",
  "gfmPotentialFootnoteCall",
];

const OPTIONS = {
  extensions: [gfm(), { disable: { null: LEFT_OUT } }],
  mdastExtensions: [gfmFromMarkdown()],
};

type Root = ReturnType<typeof fromMarkdown>;
export type Node = Root["children"][number];

/** What a part of an answer says, and where in the text it begins. */
export interface Part {
  start: number;
  /** Absent when it nests too deeply to be shown as more than text. */
  node?: Node;
}

const DEEPEST = 30;
/** Nobody writes so, and the parser is slow there: too many `>` or `-` before the first word, too many signs in a line. */
const ABSURD = [
  /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))){30}/m,
  /^(?:[^*_[\]|~`\n]*[*_[\]|~`]){500}/m,
];

/** True when the text begins with a fenced block of code, which may contain anything. */
export const isCode = (text: string) => /^\s*(?:```|~~~)/.test(text);

/** Reads markdown into its outermost parts; `growing` when more is to come. Null when reading would take too long. */
export function parse(text: string, growing: boolean): Part[] | null {
  if (!isCode(text) && ABSURD.some((pattern) => pattern.test(text))) return null;
  try {
    const tree = fromMarkdown(text, OPTIONS);
    if (growing) markLastCode(tree);
    return tree.children.map((node) => {
      const start = lineStart(text, node.position?.start.offset ?? 0);
      return isDeep(node, DEEPEST) ? { start } : { start, node };
    });
  } catch {
    return null; // the stack was not deep enough
  }
}

/** A part begins at its indentation. */
function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

function isDeep(node: object, deepest: number): boolean {
  if (!("children" in node) || !Array.isArray(node.children)) return false;
  return deepest === 0 || node.children.some((child) => isDeep(child, deepest - 1));
}

/** The code that more may be added to. The property reaches the component that shows it. */
function markLastCode(tree: Root): void {
  let last: Root | Node | undefined = tree;
  while (last && "children" in last) last = last.children.at(-1);
  if (last?.type === "code") last.data = { hProperties: { open: true } };
}
