import { Button } from "../ui.tsx";

const PROMPTS = [
  "Explain PKCE in plain words.",
  "Who holds my key right now?",
  "Show the challenge methods in a table, with code.",
  "Write a short poem about tokens.",
];

interface Props {
  onChoose: (prompt: string) => void;
  /** Brings back what was cleared; null when there is nothing. */
  onUndo: (() => void) | null;
}

/** Before the first word: a few to choose from. */
export function Empty({ onChoose, onUndo }: Props) {
  return (
    <div className="my-auto py-8">
      {onUndo && (
        <p className="mb-6">
          The conversation is cleared.{" "}
          <Button type="button" kind="minor" onClick={onUndo}>
            Undo
          </Button>
        </p>
      )}
      <h2 className="text-2xl">What would you like to know?</h2>
      <ul className="mt-4 grid gap-3 sm:grid-cols-2">
        {PROMPTS.map((prompt) => (
          <li key={prompt} className="grid">
            <button
              type="button"
              className="rounded-md border border-line bg-card px-4 py-3 text-left hover:border-ink"
              onClick={() => onChoose(prompt)}
            >
              {prompt}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
