import type { Metadata } from "next";
import { Code } from "../code/code.tsx";
import { Chapter } from "../frame.tsx";

export const metadata: Metadata = { title: "7. Leave" };

export default function Leave() {
  return (
    <Chapter slug="leave" title="Leaving, and what lives on">
      <h2>What happens to the key on disconnect</h2>
      <p>
        The app deletes its copy. <strong>At ModelGates the key lives on</strong>: there is no call by which
        an app could end it. Whoever has a copy of it could go on using it, and the person's money with it. So
        the app says that, and leads to the page where the key can be deleted for good. The address of that
        page contains the SHA-256 of the key, in hex, which the server computes from the row that it has just
        read.
      </p>
      <Code file="lib/connections.ts" name="deleteConnection" />
      <Code file="lib/custody.ts" name="hashOf" />
      <Code file="lib/modelgates.ts" name="keyPage" />
      <p className="key">
        Never write “revoked” on a button that deletes a row. Say what ended, what did not, and where to end
        the rest.
      </p>

      <h2>Signing out</h2>
      <p>
        A sealed cookie that is deleted in the browser still opens if somebody copied it. So the session is a
        row on the server, and signing out deletes that. With the last session of a person their keys go too,
        here: there would be no way back to them. At ModelGates they live on.
      </p>
      <Code file="lib/leave.ts" name="endSession" />
      <p>
        “Sign out everywhere else” ends the other sessions and gives this one a new id, since a copy of this
        browser's cookie is one of the others too.
      </p>
      <Code file="lib/leave.ts" name="endOtherSessions" />

      <h2>Replacing the secret</h2>
      <p>
        Everything here is sealed under keys that come from <code>APP_SECRET</code>. One day it has to be
        replaced: somebody leaves, or it is simply old. It is a list, newest first. A stored key names the
        secret that sealed it; for a cookie the app tries each in turn. So:
      </p>
      <ol>
        <li>
          Put the new one in front, <code>APP_SECRET=new,old</code>, and restart. New seals use the new one,
          old ones still open.
        </li>
        <li>
          <code>npm run secrets:rotate</code> seals every stored key anew while the app runs.
        </li>
        <li>
          Seven days after the last server was restarted, when every session that the old one sealed has
          ended, drop it. If it has leaked, do not keep it at all: everybody is signed out, and that is right.
        </li>
      </ol>
      <Code file="lib/vault.ts" name="reseal" />
      <Code file="lib/rotate.ts" name="renew" />
      <p>
        That was all of it. <a href="/learn/lab">In the lab</a> you can do seven things wrong;{" "}
        <a href="/inspect">the inspector</a> shows your own last attempt.
      </p>
    </Chapter>
  );
}
