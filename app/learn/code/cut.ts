// Finds a piece of a file by the name of what it declares. The formatter sees to it that every declaration begins at the
// left edge, and that nothing inside of one does: so no marks are needed in the files, and none are left behind.

/** A piece of a file: its text, and the numbers of its first and last line, counted from 1. */
export interface Piece {
  text: string;
  from: number;
  to: number;
}

const DECLARES = /^(?:export )?(?:default )?(?:async )?(?:function|const|class|interface|type|model) (\w+)/;
/** A comment that belongs to what stands below it. */
const COMMENT = /^(\/\*\*| \*|\/\/)/;
/** The inside of a declaration, its end, or a blank line between. */
const INSIDE = /^([\s)\]}].*)?$/;

/**
 * The declaration of `name` in `source`, with the comment above it.
 * @throws {Error} when there is none, or more than one
 */
export function cut(source: string, name: string): Piece {
  const lines = source.split("\n");
  const found = lines.flatMap((line, index) => (DECLARES.exec(line)?.[1] === name ? [index] : []));
  const [at] = found;
  if (at === undefined || found.length > 1) throw new Error(`${found.length} declarations of ${name}`);
  let from = at;
  while (from > 0 && COMMENT.test(lines[from - 1] ?? "")) from--;
  let to = at;
  while (to + 1 < lines.length && INSIDE.test(lines[to + 1] ?? "")) to++;
  while (lines[to] === "") to--;
  return { text: lines.slice(from, to + 1).join("\n"), from: from + 1, to: to + 1 };
}
