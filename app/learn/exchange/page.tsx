import type { Metadata } from "next";
import { exchange } from "../calls/forms.ts";
import { Tabs } from "../calls/tabs.tsx";
import { Code } from "../code/code.tsx";
import { Chapter } from "../frame.tsx";

export const metadata: Metadata = { title: "3. Exchange" };

export default function Exchange() {
  return (
    <Chapter slug="exchange" title="A code becomes a key">
      <p>
        One POST, from your server. It carries the code, the verifier, and the method by which the challenge
        was made. ModelGates hashes the verifier, compares it with the challenge that it was shown at the
        beginning, and answers with a key.
      </p>
      <Tabs id="exchange" title="The exchange" of={exchange} />
      <p>
        No <code>Authorization</code> goes with it: there is no client secret in this protocol, and a key of
        yours has no business in somebody else's connect. Mind the SDKs: they send one by themselves when they
        find <code>MODELGATES_API_KEY</code> in the environment, and the TypeScript one tries again when it is
        answered 500, unless told not to, as in the last line of its form.
      </p>
      <Code file="lib/modelgates.ts" name="exchangeCode" />
      <Code file="lib/modelgates.ts" name="exchange" />

      <h2>What it answers</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Meaning</th>
            <th scope="col">What the app does</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>200</td>
            <td>
              <code>{'{ "key": "…", "user_id": "…" }'}</code>. The user may be null, and is no login: nobody
              is signed in by it.
            </td>
            <td>Keeps the key.</td>
          </tr>
          <tr>
            <td>400, 403</td>
            <td>
              The code, the verifier or the method does not fit. Documented as 403, and 400 for the method;
              400 was measured for an unknown code, too.
            </td>
            <td>Reads both alike: refused, connect again.</td>
          </tr>
          <tr>
            <td>405</td>
            <td>It was no POST (404 was measured). A redirect may turn a POST into a GET.</td>
            <td>Never happens: redirects are refused.</td>
          </tr>
          <tr>
            <td>anything else</td>
            <td>Something broke. Whether a key was made is unknown.</td>
            <td>Says so, with a place to look.</td>
          </tr>
        </tbody>
      </table>

      <h2>Why there is no second try</h2>
      <p>
        A code works once. When the answer is lost on its way, the code is spent all the same, and a second
        request could only be refused. An HTTP client that retries by itself turns one failure into a worse
        one, so this is a plain <code>fetch</code>. It follows no redirect, which would carry code and
        verifier elsewhere; <code>exchange</code> gives it ten seconds, and <code>readAnswer</code> reads 16
        KiB at most.
      </p>
      <Code file="lib/call.ts" name="call" />
      <Code file="lib/call.ts" name="readAnswer" />
      <p>
        Try it: <a href="/learn/lab#wrong-verifier">a wrong verifier</a>,{" "}
        <a href="/learn/lab#replay">the same code twice</a>, <a href="/learn/lab#get">GET instead of POST</a>.
      </p>
    </Chapter>
  );
}
