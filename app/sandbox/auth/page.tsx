// The consent page of the sandbox: what a person sees between the app's /auth/connect and its /auth/callback.
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Button, Steps } from "../../ui.tsx";
import { type Authorization, isOn, readAuthorization, WireError } from "../_provider/wire.ts";

/** A function, because a constant would travel with the 404 too while the sandbox is off. */
export function generateMetadata() {
  return isOn()
    ? { title: { absolute: "Connect an app · ModelGates sandbox" }, robots: { index: false } }
    : {};
}

const checks = {
  S256: "S256: the app sent a SHA-256 hash of a secret it keeps. Only someone who knows that secret can exchange the code.",
  plain:
    "plain: the app sent the secret itself, so whoever can read this page's address could exchange the code.",
  none: "none: the app sent no challenge, so whoever gets hold of the code could exchange it.",
};

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** `GET /sandbox/auth` (seeds, step 1; CONTRACT 1.1). A plain form: it works without JavaScript. */
export default async function ConsentPage({ searchParams }: Props) {
  const query = await searchParams;
  if (!isOn()) notFound();
  try {
    return <Consent asked={readAuthorization((name) => [query[name] ?? []].flat())} />;
  } catch (error) {
    if (error instanceof WireError) return <Refused reason={error.message} />;
    throw error;
  }
}

/** Someone else's site: its own name and colours, and none of the app's frame. */
function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="sandbox-site px-5 py-8 sm:px-8 sm:py-12">
      <main className="mx-auto max-w-3xl">
        <p className="font-mono text-accent text-sm">ModelGates sandbox</p>
        {children}
      </main>
    </div>
  );
}

function Refused({ reason }: { reason: string }) {
  return (
    <Frame>
      <h1 className="mt-2 text-3xl">This request cannot be approved</h1>
      <p className="mt-6">{reason}</p>
      <p className="mt-4 text-muted">
        The app that sent you here has to change its link. No code was made, and nothing was sent back to the
        app.
      </p>
    </Frame>
  );
}

function Consent({ asked }: { asked: Authorization }) {
  const { host } = new URL(asked.callback_url);
  return (
    <Frame>
      <h1 className="mt-2 text-3xl sm:text-4xl">
        <span className="wrap-anywhere">{host}</span> is asking for a key
      </h1>
      <div className="mt-6 rounded-md border border-line bg-card p-5 sm:p-7">
        <p>
          If you approve, the app receives a code and exchanges it for a key that works only here: no account,
          no money, scripted answers.
        </p>
        <dl className="mt-6 grid gap-5 border-line border-t pt-6 text-sm sm:grid-cols-[9rem_1fr] sm:gap-x-6">
          <Row term="You will return to">
            <span className="break-all font-mono">{asked.callback_url}</span>
          </Row>
          {asked.key_label && <Row term="Name of the key">{asked.key_label}</Row>}
          <Row term="The exchange">{checks[asked.code_challenge_method ?? "none"]}</Row>
          <Row term="The code">
            Valid for ten minutes, once. Only this process remembers which codes were used.
          </Row>
        </dl>
        <form method="post" action="/sandbox/auth/decide" className="mt-7 flex flex-wrap gap-3">
          {Object.entries(asked).map(
            ([name, value]) =>
              value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
          )}
          <Button name="decision" value="approve">
            Approve
          </Button>
          <Button kind="quiet" name="decision" value="deny">
            Deny
          </Button>
        </form>
      </div>
      <h2 className="mt-12 mb-6 text-xl">Where you are in the flow</h2>
      <Steps current={2} />
    </Frame>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="sm:contents">
      <dt className="font-semibold">{term}</dt>
      <dd className="wrap-anywhere text-muted">{children}</dd>
    </div>
  );
}
