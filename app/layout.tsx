import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { env } from "../lib/env.ts";
import "./globals.css";

/** Every page is made per request: a prerendered one would carry no nonce, and its scripts would be refused. */
export const dynamic = "force-dynamic";

export function generateMetadata(): Metadata {
  const { title } = env();
  return {
    title: { default: title, template: `%s · ${title}` },
    description:
      "Connect your ModelGates account and chat with your own key, which your browser never holds.",
    icons: { icon: "/icon.svg" },
  };
}

/** resizes-content: on a phone the composer stays above the keyboard. */
export const viewport: Viewport = { colorScheme: "light dark", interactiveWidget: "resizes-content" };

/** The document, and the banner that says so while the sandbox is on. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {env().provider.sandbox && (
          <aside
            aria-label="Sandbox"
            className="border-line border-b bg-card px-5 py-2 text-center text-muted text-sm"
          >
            <strong className="text-ink">Sandbox.</strong> No account, no model, no money: a stand-in answers,
            and its keys work nowhere else.
          </aside>
        )}
        {children}
      </body>
    </html>
  );
}
