import type { ReactNode } from "react";
import { buttonClass } from "../ui.tsx";

/** What is not needed at a glance. Takes the whole row once it is open. */
export function Fold({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  return (
    <details className="open:w-full open:rounded-md open:border open:border-line open:p-4">
      <summary className={`cursor-pointer ${buttonClass("quiet")}`}>{summary}</summary>
      <div className="mt-4">{children}</div>
    </details>
  );
}
