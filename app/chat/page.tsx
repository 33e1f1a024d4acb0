import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireConnection } from "../../lib/connections.ts";
import { env } from "../../lib/env.ts";
import { Problem } from "../../lib/errors.ts";
import { sha256 } from "../../lib/pkce.ts";
import { sentencesOf } from "../../lib/problems.ts";
import { requireUser } from "../../lib/session.ts";
import { Page } from "../ui.tsx";
import { Chat } from "./chat.tsx";

export const metadata: Metadata = { title: "Chat" };

/** The chat, for whoever is connected; all others are sent to the landing page, which says why. */
export default async function ChatPage() {
  const { title, defaultModel } = env();
  const { id, label, tail, problem } = await requireConnection().catch((error) => {
    if (error instanceof Problem) redirect(`/?problem=${error.code}`);
    throw error;
  });
  const owner = sha256(await requireUser()); // names the person to their own browser, and to nobody else
  const failure = problem && sentencesOf(problem);
  return (
    <Page title={title}>
      <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col">
        <h1 className="text-3xl">Chat</h1>
        <p className="mt-2 text-muted text-sm">
          On your key {label && <>“{label}” </>}ending in <span className="font-mono">{tail}</span> (
          <a href="/keys">choose another</a>). The conversation stays in this tab, until you sign out.
        </p>
        <noscript>
          <p className="mt-6">
            The chat needs JavaScript, which is off in this browser. Connecting works without it.
          </p>
        </noscript>
        <Chat defaultModel={defaultModel} payer={{ id }} owner={owner} failure={failure} />
      </div>
    </Page>
  );
}
