import type { Metadata } from "next";
import { Block, Code } from "../code/code.tsx";
import { Chapter } from "../frame.tsx";
import { Challenge } from "./challenge.tsx";

export const metadata: Metadata = { title: "1. Send" };

const FORMS = [
  {
    name: "S256",
    address:
      "https://modelgates.ai/auth?callback_url=<YOUR_SITE_URL>&code_challenge=<hash of the verifier>&code_challenge_method=S256",
    text: "The address carries a hash. Whoever reads it learns nothing that helps: only the server that keeps the verifier can exchange the code.",
  },
  {
    name: "plain",
    address:
      "https://modelgates.ai/auth?callback_url=<YOUR_SITE_URL>&code_challenge=<the verifier itself>&code_challenge_method=plain",
    text: "The address carries the secret itself. Whoever reads this address and the one that comes back can exchange the code.",
  },
  {
    name: "no challenge",
    address: "https://modelgates.ai/auth?callback_url=<YOUR_SITE_URL>",
    text: "There is no secret. Whoever gets hold of the code can exchange it.",
  },
];

export default function Send() {
  return (
    <Chapter slug="send" title="Send the person to ModelGates">
      <p>
        The person presses Connect. The app now makes two random values of 32 bytes each: the{" "}
        <strong>verifier</strong>, which nobody else may see, and the <strong>state</strong>, which names this
        attempt.
      </p>
      <Code file="lib/pkce.ts" name="randomToken" />
      <p>
        The verifier stays with the app. Not in the browser's storage, where every script can read it, but
        sealed into a cookie that only the server can open. Each attempt has a cookie of its own, so two tabs
        that connect at the same time do not overwrite each other.
      </p>
      <Code file="lib/transaction.ts" name="createTransaction" />

      <h2>The three forms of the address</h2>
      <p>
        ModelGates takes three kinds of request. They differ in who can exchange the code afterwards. (In a
        real address the callback is percent-encoded, and carries the state.)
      </p>
      {FORMS.map(({ name, address, text }) => (
        <div key={name}>
          <h3>{name}</h3>
          <figure className="code">
            <Block code={address} kind="http" label={`The address with ${name}`} />
          </figure>
          <p>{text}</p>
        </div>
      ))}
      <p className="key">
        Why S256: it is the only one of the three in which what travels is worth nothing to whoever sees it.
        Plain is for clients that cannot hash, and no challenge is how it was done before PKCE. Your app needs
        neither, and this one never sends them.
      </p>

      <h2>From verifier to challenge</h2>
      <p>
        The challenge is the SHA-256 of the verifier, in base64url without padding. Hash the text of 43
        characters: hashing the 32 bytes behind it is the usual mistake. (ModelGates's guide says base64 in
        one sentence and base64url in its code; the code is right.) The field below computes it in your
        browser as you type. It begins with the pair of RFC 7636, appendix B.
      </p>
      <Challenge />
      <Code file="lib/pkce.ts" name="s256Challenge" />
      <Code file="lib/pkce.ts" name="sha256" />

      <h2>The way there</h2>
      <p>
        The state travels twice: in the query of <code>callback_url</code>, which ModelGates keeps, and as{" "}
        <code>state</code>, which it may or may not send back. The address to return to is built from the
        setting <code>APP_URL</code>, and never from the request: whoever sends the request chooses its Host
        header.
      </p>
      <Code file="lib/modelgates.ts" name="callbackUrl" />
      <Code file="lib/modelgates.ts" name="authorizeUrl" />
      <p>
        Connect is a form that posts, and the answer is a 303. A link would be prefetched, and every prefetch
        would begin an attempt; a 307 would post the form again, to ModelGates.
      </p>
      <Code file="app/auth/connect/route.ts" name="POST" />
      <Code file="app/auth/connect/route.ts" name="begin" />
      <p>
        Try it: <a href="/learn/lab#plain">with plain</a> and{" "}
        <a href="/learn/lab#no-challenge">with no challenge</a>, a thief gets a key.
      </p>
    </Chapter>
  );
}
