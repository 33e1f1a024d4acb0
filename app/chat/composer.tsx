import type { FormEvent, KeyboardEvent, RefObject } from "react";
import { Button } from "../ui.tsx";

const ID = "message";

/** Back to where the next message is written: what was pressed goes away, and the focus must not go with it. */
export const toComposer = () => document.getElementById(ID)?.focus({ preventScroll: true });

/** Enter sends, Shift+Enter breaks the line. isComposing: an Enter that confirms a Japanese or Chinese word does neither. */
export const isSend = ({ key, shiftKey, nativeEvent }: KeyboardEvent) =>
  key === "Enter" && !shiftKey && !nativeEvent.isComposing;

export const fieldClass =
  "field-sizing-content block max-h-60 w-full resize-none rounded-md border border-muted bg-card px-4 py-2.5";

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  setDraft: (text: string) => void;
  busy: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
}

/** Where a message is written; the next one, too, while an answer is on its way. */
export function Composer({ field, draft, setDraft, busy, onSend, onStop }: Props) {
  function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !draft.trim()) return;
    onSend(draft.trim());
    setDraft("");
  }
  return (
    <form onSubmit={submit} className="flex items-start gap-3">
      <label htmlFor={ID} className="sr-only">
        Message
      </label>
      <textarea
        id={ID}
        ref={field}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => isSend(event) && submit(event)}
        rows={1}
        enterKeyHint="send"
        placeholder="Your message"
        aria-describedby="message-hint"
        className={`min-w-0 flex-1 ${fieldClass}`}
      />
      {/* Two buttons, not one with two meanings: the second click of a double click on Send would stop. */}
      {busy ? (
        <Button key="stop" type="button" kind="quiet" onClick={onStop}>
          Stop
        </Button>
      ) : (
        <Button key="send" disabled={!draft.trim()}>
          Send
        </Button>
      )}
    </form>
  );
}
