import type { Metadata } from "next";
import { env } from "../../lib/env.ts";
import { readTranscript } from "../../lib/transcript.ts";
import { Connect } from "../connect.tsx";
import { Page } from "../ui.tsx";
import { Attempt } from "./attempt.tsx";

export const metadata: Metadata = { title: "The inspector" };

/** The last attempt of this browser to connect, step by step. Needs no JavaScript. */
export default async function Inspect() {
  const transcript = await readTranscript();
  return (
    <Page title={env().title}>
      <h1 className="text-4xl sm:text-5xl">Your last attempt</h1>
      <p className="mt-4 max-w-2xl text-muted">
        What your browser, this app and ModelGates said to each other, with the real values, as far as they
        are no secret any more. It is kept in a sealed cookie of yours and nowhere else, until you connect
        again or sign out, and for a week at most. The numbers are those of <a href="/learn">the tutorial</a>.
      </p>
      <div className="my-10">
        {transcript ? (
          <Attempt transcript={transcript} />
        ) : (
          <>
            <p className="mb-6">
              There is none yet that could be shown: connect, approve or deny, and come back here.
            </p>
            <Connect returnTo="/inspect" />
          </>
        )}
      </div>
    </Page>
  );
}
