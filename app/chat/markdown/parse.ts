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
  /** The number with which the next part continues this one, a list. */
  next?: number;
}

/** Once it is longer, a growing list is shown in pieces, so that what is done of it need not be read again. */
const LONG_LIST = 2048;

const DEEPEST = 30;
/** Nobody writes so, and the parser is slow there: too many `>` or `-` before the first word, too many signs in a line. */
const ABSURD = [
  /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))){30}/m,
  /^(?:[^*_[\]|~`\n]*[*_[\]|~`]){500}/m,
];

/** True when the text begins with a fenced block of code, which may contain anything. */
export const isCode = (text: string) => /^\s*(?:```|~~~)/.test(text);

/**
 * Reads markdown into its outermost parts. Null when that would take too long.
 * @param growing more is to come
 * @param next the number with which a list goes on
 */
export function parse(text: string, growing = false, next?: number): Part[] | null {
  if (!isCode(text) && ABSURD.some((pattern) => pattern.test(text))) return null;
  try {
    const tree = fromMarkdown(text, OPTIONS);
    const [first] = tree.children;
    if (next && first?.type === "list" && first.ordered) first.start = next;
    if (growing) markLastCode(tree);
    const parts = tree.children.map((node) => toPart(text, node));
    return growing ? [...parts.slice(0, -1), ...parts.slice(-1).flatMap((last) => split(text, last))] : parts;
  } catch {
    return null; // the stack was not deep enough
  }
}

function toPart(text: string, node: Node): Part {
  const start = lineStart(text, node.position?.start.offset ?? 0);
  return isDeep(node, DEEPEST) ? { start } : { start, node };
}

/** A long list in two: the last item may still change, and whether it is one is certain only once its line is complete. */
function split(text: string, part: Part): Part[] {
  const { node, start } = part;
  if (node?.type !== "list" || node.children.length < 3 || text.length - start < LONG_LIST) return [part];
  const next = (node.start ?? 1) + node.children.length - 2;
  const last = { ...node, start: node.ordered ? next : null, children: node.children.slice(-2) };
  const offset = last.children[0]?.position?.start.offset ?? 0;
  return [
    { start, node: { ...node, children: node.children.slice(0, -2) }, next },
    { start: lineStart(text, offset), node: last },
  ];
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
