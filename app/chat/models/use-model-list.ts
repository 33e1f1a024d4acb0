import { useRef, useState } from "react";
import type { Model } from "../../../lib/models.ts";
import type { Failure } from "../../failure.tsx";
import { noConnection } from "../failures.ts";

/** The models on offer: not asked for until `load` is called, kept once they are here, and asked for again after a failure. */
export function useModelList() {
  const [models, setModels] = useState<Model[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const flight = useRef<Promise<Model[] | null>>(null);

  /** The models, or null when they cannot be had; `trouble` then says why. */
  function load(): Promise<Model[] | null> {
    if (models) return Promise.resolve(models);
    setTrouble(null);
    flight.current ??= fetchList().then((answer) => {
      flight.current = null;
      setModels(answer.models ?? null);
      setTrouble(answer.models ? null : (answer.error?.happened ?? noConnection().happened));
      return answer.models ?? null;
    });
    return flight.current;
  }
  return { models, trouble, load };
}

interface Answer {
  models?: Model[];
  error?: Partial<Failure>;
}

const fetchList = (): Promise<Answer> =>
  fetch("/api/models", { signal: AbortSignal.timeout(15_000) })
    .then((response) => response.json() as Promise<Answer>)
    .catch(() => ({}));
