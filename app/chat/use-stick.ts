import { useEffect, useRef, useState } from "react";

/** Pixels above the end that still count as there. */
const NEAR = 4;
/** Pixels above the end from which on a way back is offered. */
const AWAY = 300;

const distance = () => document.documentElement.scrollHeight - window.innerHeight - window.scrollY;
const scroll = () => window.scrollTo(0, document.documentElement.scrollHeight);

/**
 * Keeps the end of the page in view as it grows, but only while the reader is there: scrolling up lets go at once,
 * coming back to the end takes hold again.
 * @param on whether there is anything to follow
 * @returns whether the reader is far from the end, and the way there
 */
export function useStick(on: boolean) {
  const [away, setAway] = useState(false);
  const held = useRef(true);

  useEffect(() => {
    if (!on) return;
    let last = window.scrollY;
    function onScroll() {
      held.current = distance() <= NEAR || (held.current && window.scrollY >= last);
      last = window.scrollY;
      setAway(distance() > AWAY);
    }
    // Whatever makes the page grow: a word, a table laid out late, a notice, the composer.
    const growth = new ResizeObserver(() => {
      if (held.current) scroll();
      setAway(distance() > AWAY);
    });
    window.addEventListener("scroll", onScroll, { passive: true });
    growth.observe(document.body);
    return () => {
      window.removeEventListener("scroll", onScroll);
      growth.disconnect();
    };
  }, [on]);

  function toEnd() {
    held.current = true; // at once: the page may grow before the browser tells of the scroll
    scroll();
  }
  return { away: on && away, toEnd };
}
