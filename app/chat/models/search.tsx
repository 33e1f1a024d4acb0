import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from "react";
import type { Model } from "../../../lib/models.ts";
import { Button, inputClass } from "../../ui.tsx";
import { ModelOptions, optionId } from "./options.tsx";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };

/** The models that have every word of `query` in their author, name or id. */
function search(models: Model[], query: string): Model[] {
  const words = query.toLowerCase().split(/\s+/);
  return models.filter(({ author, name, id }) => {
    const text = `${author} ${name} ${id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

interface Props {
  /** Null until they are here. */
  models: Model[] | null;
  model: string;
  defaultModel: string;
  /** What there is to say before the count. */
  news: string | null;
  /** Set when the models cannot be had. */
  onRetry: (() => void) | null;
  onChoose: (id: string) => void;
}

/**
 * A search field with a list below: the combobox of the ARIA Authoring Practices. The focus stays in the field, and
 * aria-activedescendant tells which option the arrow keys have reached.
 */
export function ModelSearch({ models, model, defaultModel, news, onRetry, onChoose }: Props) {
  const [query, setQuery] = useState("");
  const [arrowed, setArrowed] = useState<string | null>(null);
  const reached = arrowed ?? (query ? null : model); // at first where the person is now, in a search its first match
  const shown = useDeferredValue(query); // 500 rows must not hold up a keystroke
  const found = useMemo(() => search(models ?? [], shown), [models, shown]);
  const active = (found.find(({ id }) => id === reached) ?? found[0])?.id;
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const list = useId();

  // On a touch screen the keyboard would cover the list before anyone has seen it.
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) field.current?.focus();
  }, []);

  useEffect(() => {
    if (active) document.getElementById(optionId(list, active))?.scrollIntoView({ block: "nearest" });
  }, [list, active]);

  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && !step)) return;
    event.preventDefault();
    const now = search(models ?? [], query); // the list on the screen may lag behind a quick typist
    const at = Math.max(
      0,
      now.findIndex(({ id }) => id === reached),
    );
    const next = now[Math.min(now.length - 1, Math.max(0, at + (step ?? 0)))];
    if (!next) return;
    if (step) setArrowed(next.id);
    else onChoose(next.id);
  }

  return (
    <>
      <div>
        <label htmlFor={id} className="mb-1 block text-sm">
          Search by name, author or id
        </label>
        <input
          id={id}
          ref={field}
          type="text"
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={active && optionId(list, active)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="done"
          maxLength={100}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setArrowed(null);
          }}
          onKeyDown={onKeyDown}
          className={inputClass}
        />
        <div className="mt-2 flex flex-wrap justify-between gap-x-4 text-muted text-sm">
          <p role="status" className={news ? "text-ink" : ""}>
            {news} {models ? count(found.length, shown) : !onRetry && "Asking ModelGates for its models …"}
          </p>
          {found.length > 0 && <p>Prices per million tokens</p>}
        </div>
      </div>
      {onRetry && (
        <div>
          <Button
            type="button"
            onClick={() => {
              field.current?.focus(); // this button goes
              onRetry();
            }}
          >
            Try again
          </Button>
        </div>
      )}
      {found.length > 0 && (
        <ModelOptions
          id={list}
          models={found}
          active={active}
          model={model}
          defaultModel={defaultModel}
          onChoose={onChoose}
        />
      )}
    </>
  );
}

function count(found: number, query: string): string {
  if (found === 0) return `No model matches “${query.trim()}”.`;
  return found === 1 ? "1 model" : `${found} models`;
}
