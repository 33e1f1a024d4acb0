import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireConnection } from "../../lib/connections.ts";
import { env } from "../../lib/env.ts";
import { Problem } from "../../lib/errors.ts";
import { problems } from "../../lib/problems.ts";
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
  const failure = problem && { code: problem, ...problems[problem] };
  return (
    <Page title={title}>
      <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col">
        <h1 className="text-3xl">Chat</h1>
        <p className="mt-2 text-muted text-sm">
          Answers come from <span className="font-mono">{defaultModel}</span>, on your key{" "}
          {label && <>“{label}” </>}ending in <span className="font-mono">{tail}</span> (
          <a href="/keys">choose another</a>). The conversation stays in this tab.
        </p>
        <noscript>
          <p className="mt-6">
            The chat needs JavaScript, which is off in this browser. Connecting works without it.
          </p>
        </noscript>
        <Chat model={defaultModel} payer={{ id }} failure={failure} />
      </div>
    </Page>
  );
}
