import type { createLowlight } from "lowlight";
import type { ReactNode } from "react";

/** A piece of code, or a run of pieces, with what it is to the highlighter. */
export type Token = ReturnType<ReturnType<typeof createLowlight>["highlight"]>["children"][number];

/** Code as coloured elements: its colours are in globals.css. */
export function colour(token: Token, index: number): ReactNode {
  if (token.type !== "element") return token.type === "text" && token.value;
  const { className } = token.properties;
  return (
    <span key={index} className={Array.isArray(className) ? className.join(" ") : undefined}>
      {token.children.map(colour)}
    </span>
  );
}
