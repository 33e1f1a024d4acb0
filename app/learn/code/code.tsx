import type { ReactNode } from "react";
import { cut } from "./cut.ts";
import { Highlighted } from "./highlight.tsx";
import { type Source, sourceLink, sources } from "./sources.ts";

/** A declaration of the project's own code, as it is, with the way to its file. @throws {Error} when it is not there */
export function Code({ file, name }: { file: Source; name: string }) {
  const { text, from, to } = cut(sources[file], name);
  return (
    <figure className="code" data-file={file} data-lines={`${from}-${to}`}>
      <figcaption>
        <a href={sourceLink(file, from)}>{file}</a>
        <span>{from === to ? `line ${from}` : `lines ${from} to ${to}`}</span>
      </figcaption>
      <Block code={text} kind={file.split(".").at(-1) ?? ""} label={`${name} in ${file}`} />
    </figure>
  );
}

/** Code in a box of its own. */
export function Block({ code, kind, label }: { code: string; kind: string; label: string }) {
  return (
    <Scroller label={label}>
      <Pre code={code} kind={kind} />
    </Scroller>
  );
}

/** Code as it is, in colour. */
export const Pre = ({ code, kind }: { code: string; kind: string }) => (
  <pre>
    <code>
      <Highlighted code={code} kind={kind} />
    </code>
  </pre>
);

/** Scrolls sideways on its own, by keyboard too. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div role="group" aria-label={label} tabIndex={0} className="overflow-x-auto">
      {children}
    </div>
  );
}
