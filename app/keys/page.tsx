import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { listConnections } from "../../lib/connections.ts";
import { env } from "../../lib/env.ts";
import { Problem } from "../../lib/errors.ts";
import { readProblem } from "../../lib/problems.ts";
import { Connect } from "../connect.tsx";
import { buttonClass, Notice, Page, Status } from "../ui.tsx";
import { Account } from "./account.tsx";
import { ConnectionItem } from "./connection.tsx";
import { KeyNotice } from "./notice.tsx";

export const metadata: Metadata = { title: "Keys" };

/** All connections of a person, and the ways to end them. Needs no JavaScript. */
export default async function KeysPage({ searchParams }: PageProps<"/keys">) {
  const query = await searchParams;
  const problem = readProblem(query);
  const page = /^[1-9]\d{0,5}$/.test(String(query.page)) ? Number(query.page) : 1;
  const { connections, chosenId, hasMore } = await listConnections(page).catch((error) => {
    if (error instanceof Problem) redirect(`/?problem=${problem?.code ?? error.code}`);
    throw error;
  });
  const silent = connections.some((connection) => connection.problem === "provider_down");
  const place = page === 1 ? "/keys" : `/keys?page=${page}`;
  return (
    <Page title={env().title}>
      <h1 className="text-4xl">Your keys</h1>
      <p className="mt-3 max-w-2xl text-muted">
        Each is encrypted on the server, and used for what you do here and nothing else. The amounts are what
        ModelGates says at this moment.
      </p>
      <div className="mt-8 grid gap-4 empty:hidden">
        {problem && <Notice {...problem} />}
        <KeyNotice notice={query.notice} hash={query.key} />
        {silent && (
          <Status>
            <strong>ModelGates did not answer as it should, or not in time.</strong> Keys that could not be
            checked show no amounts; they are still stored here, unchanged. <a href={place}>Ask again</a>
          </Status>
        )}
      </div>
      {connections.length === 0 && (
        <p className="mt-8">No key is stored {page > 1 ? "on this page" : "here"}.</p>
      )}
      <ol className="mt-8 grid gap-6">
        {connections.map((connection) => (
          <ConnectionItem
            key={connection.id}
            connection={connection}
            chosen={connection.id === chosenId}
            place={place}
          />
        ))}
      </ol>
      <nav aria-label="More keys" className="mt-6 flex gap-3 empty:hidden">
        {page > 1 && (
          <a href={`/keys?page=${page - 1}`} className={buttonClass("quiet")}>
            Newer keys
          </a>
        )}
        {hasMore && (
          <a href={`/keys?page=${page + 1}`} className={buttonClass("quiet")}>
            Older keys
          </a>
        )}
      </nav>
      <section aria-labelledby="another" className="mt-14 border-line border-t pt-10">
        <h2 id="another" className="text-2xl">
          Connect another
        </h2>
        <p className="mt-3 mb-6 max-w-2xl text-muted">
          ModelGates makes a new key at every approval. The chat uses the new one, until you choose another.
        </p>
        <div className="max-w-2xl">
          <Connect returnTo="/keys" named />
        </div>
      </section>
      <Account />
    </Page>
  );
}
