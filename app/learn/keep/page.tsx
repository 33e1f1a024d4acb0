import type { Metadata } from "next";
import { Code } from "../code/code.tsx";
import { Chapter } from "../frame.tsx";

export const metadata: Metadata = { title: "4. Keep" };

export default function Keep() {
  return (
    <Chapter slug="keep" title="The key is put away">
      <p>
        A key is money. The guide allows you to keep it in the browser or in your own database. In the browser
        every script of the page can read it, and so can every extension; so this app keeps it on the server,
        and sealed there.
      </p>
      <Code file="lib/vault.ts" name="seal" />
      <p>
        <strong>AES-256-GCM</strong> encrypts and authenticates at once: a text that was altered does not
        open. The encryption key is derived from <code>APP_SECRET</code>, which is not in the database, so a
        stolen copy of the database is of no use.
      </p>
      <p>
        And the owner is part of the seal, as <em>associated data</em>: which row, which user, which provider.
        Somebody who can write to the database could otherwise copy your sealed key into a row of their own,
        and let the app open it for them.
      </p>
      <Code file="lib/vault.ts" name="associatedData" />

      <h2>All or nothing</h2>
      <p>
        Storing is one database transaction: the person becomes a user if they are new, the session gets a new
        id, this attempt is noted as settled, and the sealed key gets its row. A key with its name, its limits
        and its health is a <em>connection</em>.
      </p>
      <Code file="lib/custody.ts" name="saveConnection" />
      <Code file="lib/custody.ts" name="put" />

      <h2>Who is this person?</h2>
      <p>
        ModelGates does not say. <code>user_id</code> may be null, and where there is one it proves nothing.
        An attacker presses Connect here and copies the challenge from the address. From a site of their own
        they send a visitor to ModelGates with that same challenge. The visitor approves, the attacker
        receives the code, and opens our callback with it and their own state: it fits the verifier in the
        attacker's cookie. If people were signed in by <code>user_id</code>, the attacker would now be that
        visitor. So a session of this app is the identity, and nobody is ever signed in to somebody's keys by
        a <code>user_id</code>.
      </p>
      <p>
        The session gets a new id now, and the old one ends with the first visit under the new one: an id that
        someone planted in this browser before is worth nothing from then on (session fixation). It does not
        end earlier, because the answer that brings the new one may be lost on its way.
      </p>
      <Code file="lib/session.ts" name="renewSession" />
      <p className="key">
        Of a session, the browser holds a sealed cookie with an id. The server holds the id's hash, and can
        end it: then every copy of the cookie ends, too.
      </p>
    </Chapter>
  );
}
