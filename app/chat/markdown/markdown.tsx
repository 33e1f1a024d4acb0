"use client";

import { memo, useState } from "react";
import ReactMarkdown from "react-markdown";
import { type Block, Blocks } from "./blocks.ts";
import { components } from "./elements.tsx";
import { safeUrl } from "./safe-url.ts";

interface Props {
  text: string;
  /** More of it is to come. */
  streaming: boolean;
}

/** An answer as its markdown means it. No HTML, no images, nothing that fetches. */
export default memo(function Markdown({ text, streaming }: Props) {
  const [blocks] = useState(() => new Blocks());
  return (
    <div className="prose">
      {blocks.read(text, !streaming).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block keeps its place
        <Shown key={index} block={block} />
      ))}
    </div>
  );
});

/** Rendered once per block, since a settled block stays the same object. */
const Shown = memo(function Shown({ block: { text, node, outline } }: { block: Block }) {
  if (!node) return <Plain text={text} />;
  const given = () => () => ({ type: "root" as const, children: [node] }); // it is parsed already
  return (
    <ReactMarkdown
      remarkPlugins={[given]}
      urlTransform={safeUrl}
      components={components(node.type === "heading" ? outline.length : outline.length + 1)}
    />
  );
});

const Plain = ({ text }: { text: string }) => <p className="wrap-anywhere whitespace-pre-wrap">{text}</p>;
