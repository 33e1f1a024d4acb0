import { useEffect, useState } from "react";

/** Pixels above the end that still count as there. */
const NEAR = 4;
/** Pixels above the end from which on a way back is offered. */
const AWAY = 300;

const distance = () => document.documentElement.scrollHeight - window.innerHeight - window.scrollY;
export const toEnd = () => window.scrollTo(0, document.documentElement.scrollHeight);

/**
 * Keeps the end of the page in view as it grows, but only while the reader is there: scrolling up lets go at once,
 * coming back to the end takes hold again.
 * @param on whether there is anything to follow
 * @returns whether the reader is far from the end
 */
export function useStick(on: boolean): boolean {
  const [away, setAway] = useState(false);

  useEffect(() => {
    if (!on) return;
    let held = true;
    let last = window.scrollY;
    function onScroll() {
      held = distance() <= NEAR || (held && window.scrollY >= last);
      last = window.scrollY;
      setAway(distance() > AWAY);
    }
    // Whatever makes the page grow: a word, a table laid out late, a notice, the composer.
    const growth = new ResizeObserver(() => {
      if (held) toEnd();
      setAway(distance() > AWAY);
    });
    window.addEventListener("scroll", onScroll, { passive: true });
    growth.observe(document.body);
    return () => {
      window.removeEventListener("scroll", onScroll);
      growth.disconnect();
    };
  }, [on]);
  return away;
}
