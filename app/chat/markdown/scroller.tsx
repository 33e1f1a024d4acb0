import { type ReactNode, useEffect, useRef, useState } from "react";

/** Scrolls sideways what is too wide. Once it is, the keyboard can reach it as well. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth));
    for (const watched of [element, ...element.children]) observer.observe(watched);
    return () => observer.disconnect();
  }, []);

  const reachable = overflows && { role: "group", "aria-label": label, tabIndex: 0 };
  return (
    <div ref={box} className="overflow-x-auto" {...reachable}>
      {children}
    </div>
  );
}
