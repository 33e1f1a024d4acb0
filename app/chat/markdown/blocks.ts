import { isCode, type Part, parse } from "./parse.ts";

/** A paragraph, a heading, a list … of an answer. */
export interface Block extends Pick<Part, "node" | "next"> {
  text: string;
  /** The depths of the headings that it stands under, its own among them. */
  outline: number[];
}

const LONGEST_ANSWER = 131_072;
const LONGEST_BLOCK = 16_384;
const LONGEST_CODE = 65_536;
const AT_ONCE = 32_768;

/**
 * An answer in blocks, read while it grows. A block is settled once the next one begins: it is never parsed again, and
 * stays the same object. Whatever is too long or too deep becomes plain text.
 */
export class Blocks {
  private settled: Block[] = [];
  /** How much of the text the settled blocks cover. */
  private covered = 0;
  private plain = false;
  private last = { text: "", complete: false, blocks: [] as Block[] };

  /** The blocks of `text`, which was read before up to some point. */
  read(text: string, complete: boolean): Block[] {
    const { last } = this;
    if (!text.startsWith(last.text)) Object.assign(this, new Blocks());
    else if (complete === last.complete && !this.isWorthwhile(text)) return last.blocks;
    const enough = complete || this.plain ? Infinity : this.covered + AT_ONCE; // the rest is for the next time
    let open = this.step(text, complete);
    while (open === null && this.covered < enough) open = this.step(text, complete);
    const blocks = [...this.settled, ...(open ?? [])];
    this.last = { text: open ? text : text.slice(0, this.covered), complete, blocks };
    return blocks;
  }

  /** A long block is not parsed again for every word, since that would take longer and longer. */
  private isWorthwhile(text: string): boolean {
    return text.length - this.last.text.length > (this.last.text.length - this.covered) / 32;
  }

  /** Settles what it can of the next stretch. Returns the open end of the text, or null when more is to follow. */
  private step(text: string, complete: boolean): Block[] | null {
    const rest = text.slice(this.covered, this.covered + LONGEST_CODE);
    const stretch = isCode(rest) ? rest : rest.slice(0, LONGEST_BLOCK);
    const isLast = this.covered + stretch.length === text.length;

    const parts = this.plain ? null : parse(stretch, !isLast || !complete, this.settled.at(-1)?.next);
    this.plain ||= !parts || this.covered > LONGEST_ANSWER;
    const blocks = this.toBlocks(stretch, parts ?? [{ start: 0 }]);
    if (isLast && complete) return blocks;

    // Only a whole line is certain to begin a block: `---` ends a list, but `--- and so on` continues it.
    const begun = stretch.lastIndexOf("\n") >= (parts?.at(-1)?.start ?? 0);
    const certain = this.plain && !isLast ? 1 : blocks.length - (begun ? 1 : 2);
    for (const block of blocks.splice(0, Math.max(certain, 0))) {
      this.settled.push(block);
      this.covered += block.text.length;
    }
    if (isLast) return blocks;
    this.plain ||= certain < 1; // one block as long as the stretch
    return null;
  }

  private toBlocks(text: string, parts: Part[]): Block[] {
    let outline = this.settled.at(-1)?.outline ?? [];
    return parts.map(({ node, start, next }, index) => {
      if (node?.type === "heading") outline = [...outline.filter((depth) => depth < node.depth), node.depth];
      return { text: text.slice(index && start, parts[index + 1]?.start), node, outline, next };
    });
  }
}
