import { lazy, memo, type ReactNode, Suspense, useDeferredValue } from "react";
import { Asked, type Editing } from "./asked.tsx";
import { Boundary } from "./boundary.tsx";
import type { Conversation } from "./conversation.ts";
import { Copy } from "./copy.tsx";
import { ENDS } from "./events.ts";
import type { Message } from "./storage.ts";
import { describe } from "./usage.ts";

/** Loaded with the first answer: nobody waits for it before. Without it (the network is gone), the text stays plain. */
const Markdown = lazy(() => import("./markdown/markdown.tsx"));

interface Props {
  message: Message;
  index: number;
  /** The text to begin with, while this message is being rewritten. */
  edited: string | null;
  onEdit: (editing: Editing) => void;
  conversation: Conversation;
  /** What can be done with the last turn alone. */
  children?: ReactNode;
}

/** One turn. Only the one that changes is rendered again: whatever the others are given stays the same object. */
export const Turn = memo(function Turn({ message, children, ...props }: Props) {
  const own = message.role === "user";
  return (
    <li className={`turn ${own ? "ml-auto w-fit max-w-[85%]" : ""}`}>
      {own ? (
        <Asked text={message.content} {...props}>
          {children}
        </Asked>
      ) : (
        <Answered message={message}>{children}</Answered>
      )}
    </li>
  );
});

function Answered({ message, children }: Pick<Props, "message" | "children">) {
  const { content, model, end, usage } = message;
  const text = useDeferredValue(content); // markdown may lag behind a fast stream, what is typed or pressed may not
  const plain = <p className="whitespace-pre-wrap wrap-anywhere">{text}</p>;
  return (
    <>
      <h2 className="mb-2 font-mono text-muted text-xs">{model}</h2>
      <Boundary fallback={plain}>
        <Suspense fallback={plain}>
          <Markdown text={text} streaming={!end} />
        </Suspense>
      </Boundary>
      {end && end !== "done" && <p className="mt-3 text-muted text-sm">{ENDS[end]}</p>}
      {end && (
        <div className="mt-2 flex flex-wrap items-baseline gap-x-5 text-muted text-sm">
          <Copy text={content} />
          {children}
          {usage && !usage.atLeast && <span className="ml-auto font-mono text-xs">{describe(usage)}</span>}
        </div>
      )}
    </>
  );
}
