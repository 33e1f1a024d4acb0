import { useEffect, useEffectEvent, useState } from "react";
import type { Failure } from "../failure.tsx";

/**
 * Seconds that the provider asked to wait with `failure`, counted down.
 * @param onEnd called when they are over
 */
export function useCountdown(failure: Failure | null, onEnd: () => void): number {
  const [left, setLeft] = useState(0);
  const ended = useEffectEvent(onEnd);

  useEffect(() => {
    const until = Date.now() + 1000 * (failure?.retryAfter ?? 0);
    let timer: ReturnType<typeof setTimeout>;
    function tick() {
      const milliseconds = Math.max(0, until - Date.now());
      setLeft(Math.ceil(milliseconds / 1000));
      if (milliseconds > 0) timer = setTimeout(tick, milliseconds % 1000 || 1000);
      else if (failure?.retryAfter) ended();
    }
    tick();
    return () => clearTimeout(timer);
  }, [failure]);
  return left;
}
