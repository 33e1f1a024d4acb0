// The sandbox's own look, shared by its pages.
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { isOn } from "./_provider/wire.ts";

/** A query as Next hands it to a page. */
export type Query = Record<string, string | string[] | undefined>;

/** Metadata of a page of the sandbox: nothing while it is off, because a constant would travel with the 404 too. */
export const titled = (title: string) => () =>
  isOn() ? { title: { absolute: `${title} · ModelGates sandbox` }, robots: { index: false } } : {};

/** Someone else's site: its own name and colours, and none of the app's frame. While the sandbox is off, a 404. */
export function Frame({ children }: { children: ReactNode }) {
  if (!isOn()) notFound();
  return (
    <div className="sandbox-site px-5 py-8 sm:px-8 sm:py-12">
      <main className="mx-auto max-w-3xl">
        <p className="font-mono text-accent text-sm">ModelGates sandbox</p>
        {children}
      </main>
    </div>
  );
}
