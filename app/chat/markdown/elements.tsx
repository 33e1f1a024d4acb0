import type { ReactElement } from "react";
import type { Components } from "react-markdown";
import { Code } from "./code.tsx";
import { Image, Link } from "./links.tsx";
import { Scroller } from "./scroller.tsx";

const common: Components = {
  a: Link,
  img: Image,
  pre: ({ children }) => {
    const { props } = children as ReactElement<{ className?: string; children?: string; open?: boolean }>;
    return (
      <Code
        code={(props.children ?? "").replace(/\n$/, "")}
        language={props.className?.replace("language-", "") ?? ""}
        open={!!props.open}
      />
    );
  },
  table: ({ children }) => (
    <Scroller label="Table">
      <table>{children}</table>
    </Scroller>
  ),
  // The Content-Security-Policy has no place for style attributes.
  th: ({ children, style }) => <th className={ALIGN[`${style?.textAlign}`]}>{children}</th>,
  td: ({ children, style }) => <td className={ALIGN[`${style?.textAlign}`]}>{children}</td>,
  input: ({ checked }) => (
    <input type="checkbox" disabled checked={checked} aria-label={checked ? "Done" : "To do"} />
  ),
};
const ALIGN: Record<string, string> = { center: "text-center", right: "text-right" };

/** Headings stand below the h2 of their answer, one level under another, whatever the model began with. */
const levels = (["h3", "h4", "h5", "h6"] as const).map(
  (level): Components => ({ ...common, h1: level, h2: level, h3: level, h4: level, h5: level, h6: level }),
);

/** How each element is shown, where headings have the given rank below their answer, 1 being the highest. */
export const components = (rank: number): Components | undefined => levels[rank - 1] ?? levels.at(-1);
