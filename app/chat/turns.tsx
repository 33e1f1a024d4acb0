import { memo, type ReactNode, useState } from "react";
import type { Editing } from "./asked.tsx";
import type { Conversation } from "./conversation.ts";
import type { Message } from "./storage.ts";
import { Turn } from "./turn.tsx";

interface Props {
  messages: readonly Message[];
  conversation: Conversation;
  /** What can be done with an answer that is the last turn. */
  children: ReactNode;
}

/** The turns so far. What is typed in the composer does not touch them. */
export const Turns = memo(function Turns({ messages, conversation, children }: Props) {
  const [editing, setEditing] = useState<Editing>(null);
  if (editing && editing.index >= messages.length) setEditing(null); // it was cleared away
  return (
    <ol aria-label="Conversation" className="flex flex-col gap-8 not-empty:py-8">
      {messages.map((message, index) => (
        <Turn
          // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place, which never changes
          key={index}
          message={message}
          index={index}
          edited={editing?.index === index ? editing.text : null}
          onEdit={setEditing}
          conversation={conversation}
        >
          {index === messages.length - 1 && children}
        </Turn>
      ))}
    </ol>
  );
});
