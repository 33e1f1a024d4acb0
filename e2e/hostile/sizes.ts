// Too much of something, with something hostile in it. These arrive in large pieces: see hostile.spec.ts.
const RUN = "<img src=x onerror=canary()>";
const many = (text: string, times: number) => text.repeat(times);

export const sizes: Record<string, string> = {
  "quotes 10,000 deep": many(">", 10_000) + RUN,
  "lists 10,000 deep": many("- ", 10_000) + RUN,
  "numbered lists 10,000 deep": many("1. ", 10_000) + RUN,
  "quotes and lists in turn": many("> - ", 5_000) + RUN,
  "list items one deeper on each line": Array.from(
    { length: 200 },
    (_, n) => `${many("  ", n)}- ${RUN}`,
  ).join("\n"),
  "10,000 opening brackets": many("[", 10_000) + RUN,
  "10,000 opening images": many("![", 10_000) + RUN,
  "links in links in links": many("[", 5_000) + RUN + many("](javascript:canary())", 5_000),
  "emphasis 10,000 deep": many("*a **a ", 5_000) + RUN + many("a** a*", 5_000),
  "emphasis that never ends": many("*a_b**c__", 2_000),
  "links without an end": many("[a](", 10_000),
  "10,000 labels": many("[a]", 10_000),
  "10,000 entities": many("&#x3c;", 10_000),
  "10,000 tags": many(RUN, 1_000),
  "a table of 10,000 rows": `| a | b |\n|-|-|\n${many(`| ${RUN} | [x](javascript:canary()) |\n`, 10_000)}`,
  "a table of 2,000 columns": `${many("|a", 2_000)}\n${many("|-", 2_000)}\n${many("|b", 2_000)}`,
  "one line of 1 MB": many("word ", 200_000) + RUN,
  "one word of 1 MB": many("x", 1_000_000) + RUN,
  "1 MB of code": `\`\`\`js\n${many("const a = '<script>canary()</script>';\n", 25_000)}\`\`\``,
  "3 MB of paragraphs": many(`Some *words* and ${RUN}\n\n`, 65_000),
  "1 MB of empty lines": many("\n", 1_000_000) + RUN,
  "fences of every length": Array.from({ length: 150 }, (_, n) => many("`", n + 1)).join(" ") + RUN,
};
