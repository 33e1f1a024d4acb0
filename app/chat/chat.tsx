"use client";

import { type FormEvent, type KeyboardEvent, useEffect, useRef } from "react";
import type { Payer } from "../connect.tsx";
import { type Failure, FailureNotice } from "../failure.tsx";
import { Button } from "../ui.tsx";
import { type Message, useChat } from "./use-chat.ts";
import { useDraft } from "./use-draft.ts";

const PROMPTS = [
  "Explain PKCE in plain words.",
  "Who holds my key right now?",
  "Write a short poem about tokens.",
];
const ENDS = {
  done: "The answer is complete.",
  stopped: "Stopped. The answer ends here.",
  cut: "Cut off. The answer is not complete.",
};

interface Props {
  model: string;
  payer: Payer;
  /** Why the payer cannot be used, when that is known before a word is said. */
  failure: Failure | null;
}

/** The conversation, what is happening to it, and the composer. */
export function Chat({ model, payer, ...props }: Props) {
  const composer = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(composer);
  const { messages, phase, failure, send, stop } = useChat(
    { model, connection: payer.id, failure: props.failure },
    (text) => setDraft(composer.current?.value || text),
  );
  const bottom = useRef<HTMLDivElement>(null);
  const busy = phase !== "idle";
  const end = messages.at(-1)?.end;

  useEffect(() => {
    if (messages.length === 0 && !failure) return;
    const distance = document.documentElement.scrollHeight - window.innerHeight - window.scrollY;
    if (distance < 160) bottom.current?.scrollIntoView({ block: "end" });
  }, [messages, failure]);

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (draft.trim() && send(draft.trim())) setDraft("");
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") stop();
    // isComposing: Enter that only confirms a Japanese or Chinese input must not send.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <div className="mt-8 flex flex-1 flex-col gap-6">
      {messages.length === 0 && (
        <ul className="flex flex-wrap gap-3">
          {PROMPTS.map((prompt) => (
            <li key={prompt}>
              <Button type="button" kind="quiet" onClick={() => send(prompt)}>
                {prompt}
              </Button>
            </li>
          ))}
        </ul>
      )}

      <ol aria-label="Conversation" className="flex flex-col gap-6">
        {messages.map((message) => (
          <Turn key={message.id} message={message} model={model} />
        ))}
      </ol>

      {phase === "waiting" && <p className="text-muted">Waiting for the first word …</p>}
      {failure && <FailureNotice failure={failure} payer={payer} />}
      {/* Heard at the start and at the end of an answer; the tokens themselves are not read aloud one by one. */}
      <p role="status" className="sr-only">
        {busy ? "Answering." : !failure && end && ENDS[end]}
      </p>

      <form onSubmit={submit} className="sticky bottom-0 mt-auto flex items-start gap-3 bg-paper pt-3 pb-4">
        <div className="flex-1">
          <label htmlFor="message" className="sr-only">
            Message
          </label>
          <textarea
            id="message"
            ref={composer}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={onKeyDown}
            rows={1}
            maxLength={32_000}
            placeholder="Your message"
            aria-describedby="message-hint"
            className="field-sizing-content block max-h-60 w-full resize-none rounded-md border border-muted bg-card px-4 py-2.5"
          />
          <p id="message-hint" className="mt-1.5 hidden text-muted text-xs sm:block">
            Enter sends, Shift+Enter breaks the line, Escape stops.
          </p>
        </div>
        {busy ? (
          <Button type="button" kind="quiet" onClick={stop}>
            Stop
          </Button>
        ) : (
          <Button disabled={!draft.trim()}>Send</Button>
        )}
      </form>
      <div ref={bottom} />
    </div>
  );
}

function Turn({ message: { role, content, end }, model }: { message: Message; model: string }) {
  const own = role === "user";
  return (
    <li className={own ? "ml-auto max-w-[85%] rounded-md border border-line bg-card px-4 py-3" : ""}>
      <h2 className={own ? "sr-only" : "mb-1 font-mono text-muted text-xs"}>{own ? "You" : model}</h2>
      <p className="whitespace-pre-wrap wrap-anywhere">{content}</p>
      {end && end !== "done" && <p className="mt-2 text-muted text-sm">{ENDS[end]}</p>}
    </li>
  );
}
