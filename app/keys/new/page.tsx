import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireConnection } from "../../../lib/connections.ts";
import { env } from "../../../lib/env.ts";
import { Problem } from "../../../lib/errors.ts";
import { randomToken } from "../../../lib/pkce.ts";
import { readProblem, sentencesOf } from "../../../lib/problems.ts";
import { FailureNotice } from "../../failure.tsx";
import { Form } from "../../form.tsx";
import { Button, inputClass, Page } from "../../ui.tsx";

export const metadata: Metadata = { title: "Make a limited key" };

/** The form for a key with a limit and an end, made with one of the person's keys. Filled with what was typed before. */
export default async function NewKeyPage({ searchParams }: PageProps<"/keys/new">) {
  const query = await searchParams;
  const text = (name: string) => (typeof query[name] === "string" ? query[name] : undefined);
  const typed = new URLSearchParams(query as Record<string, string>);
  for (const name of ["problem", "ref"]) typed.delete(name);
  const connection = await requireConnection(text("connection")).catch((error) => {
    if (error instanceof Problem) redirect(`/keys?problem=${error.code}`);
    throw error;
  });
  const known = connection.problem && sentencesOf(connection.problem);
  const failure = readProblem(query) ?? known;
  return (
    <Page title={env().title}>
      <h1 className="text-4xl">Make a limited key</h1>
      <p className="mt-3 max-w-2xl text-muted">
        The server asks ModelGates for one, with your key {connection.label && <>“{connection.label}” </>}
        ending in <span className="font-mono">{connection.tail}</span>, and stores it beside that one. The
        chat then uses the new key, which cannot spend more than you say here.
      </p>
      <div className="mt-8 grid gap-8 pb-14">
        {failure && <FailureNotice failure={failure} payer={connection} returnTo={`/keys/new?${typed}`} />}
        <Form
          action="/keys/mint"
          className="grid max-w-2xl gap-6 rounded-md border border-line bg-card p-5 sm:grid-cols-2 sm:p-7"
        >
          <input type="hidden" name="connection" value={connection.id} />
          <input type="hidden" name="attempt" value={randomToken()} />
          <label className="sm:col-span-2">
            Name
            <input
              name="key_label"
              defaultValue={text("key_label")}
              maxLength={100}
              autoComplete="off"
              className={`mt-1 ${inputClass}`}
            />
          </label>
          <label>
            Limit in dollars
            <input
              name="limit"
              type="number"
              min="0.01"
              max="1000000"
              step="0.01"
              defaultValue={text("limit") ?? "1.00"}
              className={`mt-1 ${inputClass}`}
            />
          </label>
          <label>
            The limit starts anew
            <select name="reset" defaultValue={text("reset") ?? "daily"} className={`mt-1 ${inputClass}`}>
              <option value="">never</option>
              <option value="daily">every day</option>
              <option value="weekly">every week</option>
              <option value="monthly">every month</option>
            </select>
          </label>
          <label className="sm:col-span-2">
            Last day, until midnight UTC
            <input
              name="expires"
              type="date"
              min={new Date().toISOString().slice(0, 10)}
              defaultValue={text("expires")}
              className={`mt-1 ${inputClass}`}
            />
          </label>
          <p className="text-muted text-sm sm:col-span-2">
            Leave a field empty for a key without a name, a limit or an end. Without a limit, choose “never”.
          </p>
          <div className="flex flex-wrap items-center gap-4 sm:col-span-2">
            <Button>Make the key</Button>
            <a href="/keys">Back to your keys</a>
          </div>
        </Form>
      </div>
    </Page>
  );
}
