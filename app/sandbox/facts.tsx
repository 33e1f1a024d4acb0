import type { ReactNode } from "react";

/** What a page of the sandbox knows, as a list of `Fact`: beside its term on a wide screen, below it on a phone. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="mt-6 grid gap-5 border-line border-t pt-6 text-sm sm:grid-cols-[9rem_1fr] sm:gap-x-6">
      {children}
    </dl>
  );
}

export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="sm:contents">
      <dt className="font-semibold">{term}</dt>
      <dd className="wrap-anywhere text-muted">{children}</dd>
    </div>
  );
}
