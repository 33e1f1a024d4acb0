import { Button } from "../ui.tsx";
import { toComposer } from "./composer.tsx";
import type { Conversation, State } from "./conversation.ts";
import type { Message } from "./storage.ts";
import { useCountdown } from "./use-countdown.ts";

interface Props {
  message: Message;
  failure: State["failure"];
  conversation: Conversation;
}

/**
 * What can be done with the last turn: answer it at last, or go on with the answer, or have another. Nothing is asked for
 * a second time unless somebody presses, and not before the provider wants to hear of it.
 */
export function Last({ message: { role, end }, failure, conversation }: Props) {
  const left = useCountdown(failure, () => conversation.announce("You can try again now."));
  const action = (name: string, act: () => void, kind: "minor" | "quiet" = "minor") => (
    <Button
      type="button"
      kind={kind}
      disabled={left > 0}
      onClick={() => {
        act();
        toComposer();
      }}
    >
      {name}
    </Button>
  );
  return (
    <>
      {role === "user" && action("Try again", conversation.again, "quiet")}
      {end && end !== "done" && action("Continue", conversation.resume)}
      {role === "assistant" && action("Regenerate", conversation.again)}
      {left > 0 && <span className="text-muted text-sm tabular-nums">in {duration(left)}</span>}
    </>
  );
}

const duration = (seconds: number) => (seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`);
