import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../ui.tsx";
import { fieldClass, isSend, toComposer } from "./composer.tsx";
import type { Conversation } from "./conversation.ts";
import { Copy } from "./copy.tsx";

/** The message that is being rewritten, and the text to begin with. */
export type Editing = { index: number; text: string } | null;

interface Props {
  text: string;
  index: number;
  edited: string | null;
  onEdit: (editing: Editing) => void;
  conversation: Conversation;
  children: ReactNode;
}

/** A message of the person's own, and the way to put another in its place. */
export function Asked({ text, index, edited, onEdit, conversation, children }: Props) {
  const opener = useRef<HTMLButtonElement>(null);

  function cancel() {
    onEdit(null);
    opener.current?.focus();
  }
  async function save(next: string) {
    onEdit(null);
    toComposer();
    if (!(await conversation.edit(index, next))) onEdit({ index, text: next });
  }
  return (
    <>
      <h2 className="sr-only">You</h2>
      {edited === null ? (
        <p className="wrap-anywhere whitespace-pre-wrap rounded-md border border-line bg-card px-4 py-3">
          {text}
        </p>
      ) : (
        <Editor text={edited} onSave={save} onCancel={cancel} />
      )}
      <div className="mt-1 flex justify-end gap-5">
        {children}
        <Copy text={text} />
        <Button
          ref={opener}
          type="button"
          kind="minor"
          aria-expanded={edited !== null}
          onClick={() => (edited === null ? onEdit({ index, text }) : cancel())}
        >
          Edit
        </Button>
      </div>
    </>
  );
}

function Editor(props: { text: string; onSave: (text: string) => void; onCancel: () => void }) {
  const [text, setText] = useState(props.text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim()) props.onSave(text.trim());
  }
  function onKeyDown(event: KeyboardEvent) {
    if (isSend(event)) submit(event);
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.preventDefault(); // not for an answer on its way
    props.onCancel();
  }
  return (
    <form onSubmit={submit} className="w-xl max-w-full">
      <label className="text-muted text-sm">
        Put another in its place: what follows it goes.
        <textarea
          ref={field}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          rows={2}
          className={`mt-1 text-base text-ink ${fieldClass}`}
        />
      </label>
      <div className="mt-2 flex justify-end gap-3">
        <Button type="button" kind="quiet" onClick={props.onCancel}>
          Cancel
        </Button>
        <Button disabled={!text.trim()}>Replace</Button>
      </div>
    </form>
  );
}
