import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { env } from "../lib/env.ts";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  await connection();
  const { title } = env();
  return {
    title: { default: title, template: `%s · ${title}` },
    description:
      "Connect your ModelGates account and chat with your own key, which your browser never holds.",
    icons: { icon: "/icon.svg" },
  };
}

export const viewport: Viewport = { colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered per request: a prerendered one carries no nonce, and its scripts would be refused.
  await connection();
  return (
    <html lang="en">
      <body>
        {env().provider.sandbox && (
          <aside
            aria-label="Sandbox"
            className="border-line border-b bg-card px-5 py-2 text-center text-muted text-sm"
          >
            <strong className="text-ink">Sandbox.</strong> No account, no model, no money: a stand-in answers,
            and its keys open nothing else.
          </aside>
        )}
        {children}
      </body>
    </html>
  );
}
