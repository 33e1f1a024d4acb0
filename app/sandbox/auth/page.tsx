// The consent page of the sandbox: what a person sees between the app's /auth/connect and its /auth/callback.
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { type Authorization, isOn, readAuthorization, WireError } from "../_provider/wire.ts";

/** A function, because a constant would travel with the 404 too while the sandbox is off. */
export async function generateMetadata() {
  await connection();
  return isOn()
    ? { title: { absolute: "Connect an app · ModelGates sandbox" }, robots: { index: false } }
    : {};
}

const checks = {
  S256: "S256: the app sent a SHA-256 hash of a secret it keeps. Only who knows that secret can exchange the code.",
  plain:
    "plain: the app sent the secret itself, so whoever can read this page's address could exchange the code.",
  none: "none: the app sent no challenge, so whoever gets hold of the code could exchange it.",
};

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** `GET /sandbox/auth` (seeds, step 1; CONTRACT 1.1). A plain form: it works without JavaScript. */
export default async function ConsentPage({ searchParams }: Props) {
  // Before isOn(): reading the query keeps the build from rendering this page, where no settings exist.
  const query = await searchParams;
  if (!isOn()) notFound();
  try {
    return <Consent asked={readAuthorization((name) => [query[name] ?? []].flat())} />;
  } catch (error) {
    if (error instanceof WireError) return <Refused reason={error.message} />;
    throw error;
  }
}

function Refused({ reason }: { reason: string }) {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="text-2xl font-semibold">This request cannot be approved</h1>
      <p className="mt-4">{reason}</p>
      <p className="mt-4">
        The app that sent you here has to change its link. No code was made, and nothing was sent back to the
        app.
      </p>
    </main>
  );
}

function Consent({ asked }: { asked: Authorization }) {
  const { origin } = new URL(asked.callback_url);
  return (
    <main className="mx-auto max-w-2xl p-6">
      <p>ModelGates sandbox</p>
      <h1 className="text-2xl font-semibold">
        <span className="break-all">{origin}</span> asks for an API key
      </h1>
      <p className="mt-4">
        This is a stand-in for ModelGates: no account, no money, scripted answers. If you approve, the app
        receives a code and exchanges it for a key that works only here.
      </p>
      <dl className="mt-6 grid gap-4">
        <div>
          <dt className="font-semibold">You return to</dt>
          <dd className="break-all font-mono text-sm">{asked.callback_url}</dd>
        </div>
        <div>
          <dt className="font-semibold">Name of the key</dt>
          <dd className="wrap-anywhere">{asked.key_label || "not given by the app"}</dd>
        </div>
        <div>
          <dt className="font-semibold">How the exchange is checked</dt>
          <dd>{checks[asked.code_challenge_method ?? "none"]}</dd>
        </div>
        <div>
          <dt className="font-semibold">How long the code lives</dt>
          <dd>
            Ten minutes and one use. The sandbox stores nothing: that a code was used is remembered by this
            process only, until it restarts.
          </dd>
        </div>
      </dl>
      <form method="post" action="/sandbox/auth/decide" className="mt-6 flex flex-wrap gap-3">
        {Object.entries(asked).map(
          ([name, value]) =>
            value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <button type="submit" name="decision" value="approve" className="border px-4 py-2">
          Approve
        </button>
        <button type="submit" name="decision" value="deny" className="border px-4 py-2">
          Deny
        </button>
      </form>
    </main>
  );
}
