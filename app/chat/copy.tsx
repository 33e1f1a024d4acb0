import { useState } from "react";
import { Button } from "../ui.tsx";

interface Props {
  text: string;
  announce: (said: string) => void;
}

/** Copies `text` as it came, and says whether that worked. */
export function Copy({ text, announce }: Props) {
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
    </Button>
  );
}
