import type { Failure } from "../failure.tsx";
import { requestAnswer } from "./answer.ts";
import { ENDS } from "./events.ts";
import { load, type Message, type Stored, save } from "./storage.ts";
import { add, NONE, UNKNOWN, type Usage } from "./usage.ts";

const CONTINUE = "Continue exactly where your last answer stopped, without repeating any of it.";
const NOTHING: Stored = { messages: [], spent: NONE };
const UNANSWERED = "Your message is kept above, unanswered.";

/** What there is to see. Each change makes a new one; messages that did not change are the same objects in both. */
export interface State extends Stored {
  phase: "idle" | "waiting" | "thinking" | "streaming";
  failure: Failure | null;
  /** The last event in words, for a screen reader. */
  said: string;
  /** What was cleared last, until something new is said. */
  cleared: Stored | null;
}

interface Setting {
  /** The id of the connection that pays. */
  connection: string;
  /** An opaque name of the person: the conversation is kept for them alone. */
  owner: string;
  /** What stands in the way from the start. */
  failure: Failure | null;
}

/** How an attempt begins, and what is left when it brings not a word. */
interface Attempt {
  messages: readonly Message[];
  /** The answer so far, when it is to be continued. */
  partial?: Message;
  otherwise: { messages: readonly Message[]; text: string };
}

/**
 * The conversation of this tab and the one answer that may be on its way: a store for useSyncExternalStore. What asks for
 * an answer is refused while one is on its way, so two never interleave; it resolves to whether there is a word of it.
 */
export function openConversation({ connection, owner, ...setting }: Setting) {
  let model = "";
  let state: State = { ...NOTHING, phase: "idle", failure: setting.failure, said: "", cleared: null };
  let flight: AbortController | null = null;
  /** While an answer is on its way: what is left of it all if the page is left now. */
  let remains: (() => readonly Message[]) | null = null;
  const listeners = new Set<() => void>();

  function set(change: Partial<State>) {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  async function ask({ messages, partial, otherwise }: Attempt): Promise<boolean> {
    if (flight) return false;
    flight = new AbortController();
    remains = () => otherwise.messages;
    let reply: Message = partial ? { ...partial, end: undefined } : { role: "assistant", content: "", model };
    let usage: Usage = UNKNOWN;
    let frame = 0;
    const shown = () => (reply.content ? [...messages, reply] : messages);
    set({ messages: shown(), phase: "waiting", failure: null, said: "Answering.", cleared: null });

    const prompt = partial ? [...messages, partial, own(CONTINUE)] : messages;
    const wire = prompt.map(({ role, content }) => ({ role, content }));
    const { end, answered, failure } = await requestAnswer(
      { connection, model, messages: wire },
      flight.signal,
      {
        onToken(token) {
          remains = shown; // not what is on the screen: a hidden page shows nothing new
          reply = { ...reply, content: reply.content + token };
          // Once a frame is as often as anybody can see.
          frame ||= requestAnimationFrame(() => {
            frame = 0;
            set({ messages: shown(), phase: "streaming" });
          });
        },
        onSign: (reasoning) => reasoning && state.phase === "waiting" && set({ phase: "thinking" }),
        onUsage: (counted) => {
          usage = counted;
        },
      },
    );
    cancelAnimationFrame(frame);
    flight = null;
    remains = null;

    if (answered) reply = { ...reply, end, usage: add(reply.usage ?? NONE, usage) };
    const text = answered ? "What has arrived is kept, and may have been charged." : otherwise.text;
    set({
      messages: answered ? shown() : otherwise.messages,
      phase: "idle",
      failure: failure && { ...failure, custody: `${text} ${failure.custody}` },
      said: failure ? "" : answered ? ENDS[end] : "Stopped before the first word.",
      spent: answered ? add(state.spent, usage) : state.spent,
    });
    save(owner, state);
    return answered;
  }

  return {
    read: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Says which model answers from now on. */
    choose(id: string) {
      model = id;
    },
    send(content: string) {
      const messages = [...state.messages, own(content)];
      return ask({ messages, otherwise: { messages, text: UNANSWERED } });
    },
    /** Puts `content` in the place of the message at `index` and goes on from there. What followed goes with the first word. */
    edit(index: number, content: string) {
      const messages = [...state.messages.slice(0, index), own(content)];
      const otherwise = { messages: state.messages, text: "Nothing was replaced; your edit is kept." };
      return ask({ messages, otherwise });
    },
    /** Answers the last message again, or at last. */
    again() {
      const messages = state.messages.slice(
        0,
        state.messages.findLastIndex(({ role }) => role === "user") + 1,
      );
      const text = messages.length < state.messages.length ? "The answer you had is kept." : UNANSWERED;
      return ask({ messages, otherwise: { messages: state.messages, text } });
    },
    /** Goes on with an answer that is not complete. */
    resume() {
      const text = "The answer is kept as it was.";
      const attempt = {
        messages: state.messages.slice(0, -1),
        otherwise: { messages: state.messages, text },
      };
      return ask({ ...attempt, partial: state.messages.at(-1) });
    },
    /** Ends the answer on its way, at the provider too. What has arrived stays. */
    stop: () => flight?.abort(),

    clear() {
      const { messages, spent } = state;
      set({ ...NOTHING, failure: null, said: "The conversation is cleared.", cleared: { messages, spent } });
      save(owner, state);
    },
    undo() {
      set({ ...state.cleared, said: "The conversation is back.", cleared: null });
      save(owner, state);
    },
    /** Takes up what this tab kept when the page was left. */
    restore: () => set(load(owner) ?? {}),
    /** For a page that may be left for good: what has arrived of an answer on its way is not lost with it. */
    keep: () => remains && save(owner, { ...state, messages: remains() }),
    announce: (said: string) => set({ said }),
  };
}

export type Conversation = ReturnType<typeof openConversation>;

const own = (content: string): Message => ({ role: "user", content });
