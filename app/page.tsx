import { type Connection, getConnection } from "../lib/connections.ts";
import { env } from "../lib/env.ts";
import { problems, readProblem } from "../lib/problems.ts";
import { Connect } from "./connect.tsx";
import { Form } from "./form.tsx";
import { Time } from "./time.tsx";
import { Button, buttonClass, Notice, Page, Status, Steps } from "./ui.tsx";

const NOTICES = new Map([
  [
    "signed_out",
    "Signed out. Unless another session of yours goes on, what was stored for you is deleted here. At ModelGates your keys live on until you delete them there.",
  ],
  [
    "forgotten",
    "Forgotten. All that was stored for you is deleted here. At ModelGates your keys live on until you delete them in your key list there.",
  ],
]);

/** The landing page: what this is, one Connect button, the state, and how the key is kept. Needs no JavaScript. */
export default async function Home({ searchParams }: PageProps<"/">) {
  const { notice, ...query } = await searchParams;
  const problem = readProblem(query);
  const { title } = env();
  const connection = await getConnection();
  const message = NOTICES.get(String(notice));
  return (
    <Page title={title}>
      <div className="grid gap-10 pb-14">
        {problem && <Notice {...problem} />}
        {message && <Status>{message}</Status>}

        <section>
          <h1 className="max-w-3xl text-4xl sm:text-6xl">
            Chat with your own key, which your browser never holds.
          </h1>
          <p className="mt-6 max-w-2xl text-lg text-muted">
            You approve this app at ModelGates once. It receives a key that is yours, keeps it encrypted on
            the server, and uses it for what you do here and nothing else.
          </p>
          <div className="mt-8">{connection ? <Connected connection={connection} /> : <Newcomer />}</div>
        </section>

        <section aria-labelledby="flow" className="border-line border-t pt-10">
          <h2 id="flow" className="mb-8 text-2xl">
            How it works
          </h2>
          <Steps />
          <p className="mt-8">
            <a href="/learn">Read each step, with the code that does it</a>, or{" "}
            <a href="/inspect">look at your own last attempt</a>.
          </p>
        </section>

        <section aria-labelledby="custody" className="border-line border-t pt-10">
          <h2 id="custody" className="mb-6 text-2xl">
            Who keeps the key
          </h2>
          <dl className="grid gap-6 md:grid-cols-3">
            <Fact term="This server does">
              Encrypted with AES-256-GCM and bound to you, this provider and one row of its database: copied
              anywhere else, it does not open.
            </Fact>
            <Fact term="Your browser does not">
              It holds sealed cookies that this server alone can open. No script, page or answer ever contains
              the key.
            </Fact>
            <Fact term="You end it">
              Disconnect deletes the key here. At ModelGates it lives on until you delete it there too: there
              is no call to revoke it.
            </Fact>
          </dl>
        </section>
      </div>
    </Page>
  );
}

function Newcomer() {
  return (
    <>
      <Connect />
      <p className="mt-3 text-muted text-sm">
        Not connected. This app keeps no accounts, and sets no cookie before you connect.
      </p>
    </>
  );
}

function Connected({ connection }: { connection: Connection }) {
  const { label, tail, origin, connectedAt, problem } = connection;
  return (
    <div className="max-w-2xl rounded-md border border-line bg-card p-5">
      <p>
        <span aria-hidden="true" className="mr-2 text-accent">
          {problem ? "✕" : "●"}
        </span>
        <strong>{problem ? "No longer connected" : "Connected"}</strong> with the key{" "}
        {label && <>“{label}” </>}
        ending in <span className="font-mono">{tail}</span>
        {origin === "sandbox" ? " from the sandbox" : " from ModelGates"}, {problem ? "stored" : "since"}{" "}
        <Time iso={connectedAt.toISOString()} />.
      </p>
      {problem && <p className="mt-2">{problems[problem].happened}</p>}
      <div className="mt-5 flex flex-wrap gap-3">
        {problem ? (
          <Connect connection={connection}>Reconnect</Connect>
        ) : (
          <a href="/chat" className={buttonClass()}>
            Open the chat
          </a>
        )}
        <a href="/keys" className={buttonClass("quiet")}>
          Your keys
        </a>
        <Form action="/auth/sign-out">
          <Button kind="quiet">Sign out</Button>
        </Form>
      </div>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="font-semibold">{term}</dt>
      <dd className="mt-1 text-muted text-sm">{children}</dd>
    </div>
  );
}
