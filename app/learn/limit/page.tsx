import type { Metadata } from "next";
import { createAuthCode } from "../calls/forms.ts";
import { Tabs } from "../calls/tabs.tsx";
import { Code } from "../code/code.tsx";
import { Chapter } from "../frame.tsx";

export const metadata: Metadata = { title: "6. Limit" };

export default function Limit() {
  return (
    <Chapter slug="limit" title="A further key, with a limit">
      <p>
        The key of chapter 4 may have no limit. For trying things out, or for another job, the app can ask for
        a second key that may do less: a dollar a day, until Friday. It is PKCE once more, only that nobody
        has to be sent anywhere: the first key says yes in the person's name. If the limited one is all that
        should remain, disconnect the first afterwards, and delete it at ModelGates.
      </p>
      <Tabs id="code" title="Asking for a code" of={createAuthCode} />
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <code>limit</code>
            </td>
            <td>How much the new key may spend, in dollars.</td>
          </tr>
          <tr>
            <td>
              <code>usage_limit_type</code>
            </td>
            <td>
              When the allowance resets: <code>daily</code>, <code>weekly</code> or <code>monthly</code>. Left
              out, it never does.
            </td>
          </tr>
          <tr>
            <td>
              <code>expires_at</code>
            </td>
            <td>When the key ends, not the code: the code lives for ten minutes.</td>
          </tr>
          <tr>
            <td>
              <code>key_label</code>
            </td>
            <td>What it is called in the person's list at ModelGates.</td>
          </tr>
        </tbody>
      </table>
      <Code file="lib/modelgates.ts" name="createAuthCode" />
      <p>
        What comes back is a code, and it is exchanged as in <a href="/learn/exchange">chapter 3</a>, with the
        verifier whose challenge was sent. Then the app asks the new key what it may do, and compares: a limit
        that was asked for and not taken would be worse than none, so the person is told.
      </p>
      <Code file="lib/mint.ts" name="mint" />
      <p>
        The form that asks for a key carries a token of its own. A second press, a reload, a second server:
        they find the token spent, and no second key is made.
      </p>
    </Chapter>
  );
}
