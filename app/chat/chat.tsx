"use client";

import { useEffect, useMemo, useRef } from "react";
import type { ProblemCode } from "../../lib/problems.ts";
import type { Payer } from "../connect.tsx";
import { type Failure, FailureNotice, needsReconnect } from "../failure.tsx";
import { Button } from "../ui.tsx";
import { Composer, toComposer } from "./composer.tsx";
import { Announce } from "./copy.tsx";
import { Empty } from "./empty.tsx";
import { Last } from "./last.tsx";
import { ModelPicker } from "./models/picker.tsx";
import { useModel } from "./models/use-model.ts";
import { Turns } from "./turns.tsx";
import { describe, type Usage } from "./usage.ts";
import { useConversation } from "./use-conversation.ts";
import { useDraft } from "./use-draft.ts";
import { useStick } from "./use-stick.ts";

const WAITING = { waiting: "Waiting for the first word …", thinking: "The model is thinking …" };

/** Failures that another model may not have. */
const OTHER_MODEL: string[] = [
  "model_unknown",
  "model_slow",
  "provider_busy",
  "bad_request",
] satisfies ProblemCode[];

interface Props {
  defaultModel: string;
  payer: Payer;
  owner: string;
  /** Why the payer cannot be used, when that is known before a word is said. */
  failure: Failure | null;
}

/** The conversation, what is happening to it, and the composer. */
export function Chat({ defaultModel, payer, owner, ...props }: Props) {
  const [state, conversation] = useConversation({ connection: payer.id, owner, failure: props.failure });
  const { messages, phase, failure, said, spent, cleared } = state;
  const [model, setModel] = useModel(defaultModel);
  const picker = useRef<{ open: () => void }>(null);
  const composer = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(composer);
  const busy = phase !== "idle";
  const { away, toEnd } = useStick(messages.length > 0);
  useEffect(() => conversation.choose(model), [conversation, model]);

  // Escape stops wherever the focus is, unless it has closed something.
  useEffect(() => {
    if (!busy) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const closes = event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]");
      if (event.key === "Escape" && !closes) conversation.stop();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [busy, conversation]);

  function send(text: string) {
    toEnd();
    toComposer();
    void conversation.send(text).then(() => {
      // Whoever has to connect first may return as somebody new, for whom no conversation is kept.
      if (conversation.read().failure?.code === "not_connected")
        setDraft([text, composer.current?.value].filter(Boolean).join("\n\n"));
    });
  }

  const last = messages.at(-1);
  const actions = useMemo(
    () =>
      last &&
      !busy &&
      !needsReconnect(failure?.code) && <Last message={last} failure={failure} conversation={conversation} />,
    [last, busy, failure, conversation],
  );
  return (
    <div className="flex flex-1 flex-col">
      {!last && <Empty onChoose={send} onUndo={cleared && conversation.undo} />}
      <Announce value={conversation.announce}>
        <Turns messages={messages} conversation={conversation}>
          {last?.role === "assistant" && actions}
        </Turns>
      </Announce>
      {(phase === "waiting" || phase === "thinking") && <p className="mb-8 text-muted">{WAITING[phase]}</p>}
      {failure && <FailureNotice failure={failure} payer={payer} />}
      {last?.role === "user" && (
        <div className="mt-4 mb-8 flex flex-wrap items-center gap-4">
          {actions}
          {failure && OTHER_MODEL.includes(failure.code) && (
            <Button type="button" kind="quiet" onClick={() => picker.current?.open()}>
              Choose another model
            </Button>
          )}
        </div>
      )}
      {/* Heard at the start and at the end of an answer; the tokens themselves are not read aloud one by one. */}
      <p role="status" className="sr-only">
        {said}
      </p>

      <div className="sticky bottom-0 mt-auto bg-paper pt-3 pb-4 before:pointer-events-none before:absolute before:inset-x-0 before:bottom-full before:h-8 before:bg-linear-to-t before:from-paper">
        {away && (
          <div className="absolute inset-x-0 bottom-full mb-3 text-center">
            <Button type="button" kind="quiet" onClick={toEnd}>
              To the end
            </Button>
          </div>
        )}
        <Composer
          field={composer}
          draft={draft}
          setDraft={setDraft}
          busy={busy}
          onSend={send}
          onStop={() => {
            conversation.stop();
            toComposer();
          }}
        />
        <div className="mt-2 flex flex-wrap items-baseline gap-x-5 gap-y-1 text-muted text-sm">
          <ModelPicker ref={picker} model={model} defaultModel={defaultModel} onChoose={setModel} />
          <p id="message-hint" className={`text-xs ${last ? "hidden" : "max-sm:hidden"}`}>
            Enter sends, Shift+Enter breaks the line, Escape stops.
          </p>
          {last && <Total spent={spent} busy={busy} onClear={conversation.clear} />}
        </div>
      </div>
    </div>
  );
}

function Total({ spent, busy, onClear }: { spent: Usage; busy: boolean; onClear: () => void }) {
  return (
    <p className="ml-auto flex items-baseline gap-4">
      {spent.input > 0 && <span className="font-mono text-xs">In all {describe(spent)}</span>}
      <Button
        type="button"
        kind="minor"
        disabled={busy}
        onClick={() => {
          onClear();
          toComposer();
        }}
      >
        Clear
      </Button>
    </p>
  );
}
