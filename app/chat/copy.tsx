import { createContext, use, useState } from "react";
import { Button } from "../ui.tsx";

/** Tells a screen reader what was just done: from the chat down to the code in an answer. */
export const Announce = createContext<(said: string) => void>(() => {});

/** Copies `text` as it came, and says whether that worked. */
export function Copy({ text, what = "" }: { text: string; what?: string }) {
  const announce = use(Announce);
  const [label, setLabel] = useState("Copy");

  function tell(label: string, said: string) {
    setLabel(label);
    announce(said);
    setTimeout(() => setLabel("Copy"), 2000);
  }
  return (
    <Button
      type="button"
      kind="minor"
      onClick={() =>
        navigator.clipboard.writeText(text).then(
          () => tell("Copied", "Copied."),
          () => tell("Not copied", "The browser did not allow it: select the text and copy it yourself."),
        )
      }
    >
      {label}
      {what && <span className="sr-only"> {what}</span>}
    </Button>
  );
}
