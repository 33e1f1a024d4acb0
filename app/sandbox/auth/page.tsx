// The consent page of the sandbox: what a person sees between the app's /auth/connect and its /auth/callback.
import { Button, Steps } from "../../ui.tsx";
import { type Authorization, readAuthorization, refusalAtApproval } from "../_provider/authorization.ts";
import { pageProfile } from "../_provider/profile.ts";
import { WireError } from "../_provider/wire.ts";
import { Fact, Facts } from "../facts.tsx";
import { Frame, type Query, titled } from "../frame.tsx";
import { Menu } from "./menu.tsx";

export const generateMetadata = titled("Connect an app");

const checks = {
  S256: "S256: the app sent a SHA-256 hash of a secret it keeps. Only someone who knows that secret can exchange the code.",
  plain:
    "plain: the app sent the secret itself, so whoever can read this page's address could exchange the code.",
  none: "none: the app sent no challenge, so whoever gets hold of the code could exchange it.",
};

/** `GET /sandbox/auth` (seeds, step 1; CONTRACT 1.1). A plain form: it works without JavaScript. */
export default async function ConsentPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  return (
    <Frame>
      <Consent query={query} />
    </Frame>
  );
}

function Consent({ query }: { query: Query }) {
  try {
    const profile = pageProfile(query);
    const asked = readAuthorization((name) => [query[name] ?? []].flat(), profile);
    const refusal = refusalAtApproval(query.refused)?.join(": "); // auth/decide sent the person back
    return <ConsentForm asked={asked} action={`${profile.address}/auth/decide`} refusal={refusal} />;
  } catch (error) {
    if (error instanceof WireError) return <Refused reason={error.message} />;
    throw error;
  }
}

function Refused({ reason }: { reason: string }) {
  return (
    <>
      <h1 className="mt-2 text-3xl">This request cannot be approved</h1>
      <p className="mt-6">{reason}</p>
      <p className="mt-4 text-muted">
        The app that sent you here has to change its link. No code was made, and nothing was sent back to the
        app.
      </p>
    </>
  );
}

interface Props {
  asked: Authorization;
  action: string;
  refusal: string | undefined;
}

function ConsentForm({ asked: { scenario, ...asked }, action, refusal }: Props) {
  const { callback_url, code_challenge_method, key_label } = asked;
  return (
    <>
      <h1 className="mt-2 text-3xl sm:text-4xl">
        <span className="wrap-anywhere">{callback_url ? new URL(callback_url).host : "An app"}</span> is
        asking for a key
      </h1>
      {refusal && (
        <p role="alert" className="mt-6 rounded-md border border-accent border-l-4 bg-card px-5 py-4">
          <strong>{refusal}</strong> No code was made. Press Approve to try again.
        </p>
      )}
      <form
        method="post"
        action={action}
        className="mt-6 rounded-md border border-line bg-card p-5 pb-0 sm:p-7 sm:pb-0"
      >
        <p>
          If you approve, the app receives a code and exchanges it for a key that works only here: no account,
          no money, scripted answers.
        </p>
        <Facts>
          <Fact term="You will return to">
            {callback_url ? (
              <span className="break-all font-mono">{callback_url}</span>
            ) : (
              "No address: the code is shown here, for you to copy into the app."
            )}
          </Fact>
          {key_label && <Fact term="Name of the key">{key_label}</Fact>}
          <Fact term="The exchange">{checks[code_challenge_method ?? "none"]}</Fact>
          <Fact term="The code">
            Valid for ten minutes, once. A restart of the server forgets which codes were used.
          </Fact>
        </Facts>
        {Object.entries(asked).map(
          ([name, value]) => value != null && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <Menu chosen={scenario} />
        <div className="sticky bottom-0 mt-5 flex flex-wrap gap-3 border-line border-t bg-card py-5 sm:pb-7">
          <Button name="decision" value="approve">
            Approve
          </Button>
          <Button kind="quiet" name="decision" value="deny">
            Deny
          </Button>
        </div>
      </form>
      <h2 className="mt-12 mb-6 text-xl">Where you are in the flow</h2>
      <Steps current={2} />
    </>
  );
}
