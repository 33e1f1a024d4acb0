import type { Metadata } from "next";
import { chat } from "../calls/forms.ts";
import { Tabs } from "../calls/tabs.tsx";
import { Code } from "../code/code.tsx";
import { sourceLink } from "../code/sources.ts";
import { Chapter } from "../frame.tsx";

export const metadata: Metadata = { title: "5. Use" };

export default function Use() {
  return (
    <Chapter slug="use" title="Lend the key to one call">
      <p>
        Whoever wants to use a key passes a function to <code>withApiKey</code>. The key is opened, the
        function is called with it, and what comes back is the function's result. That makes a leak unlikely,
        but not impossible: nothing stops a function from returning the key, so none may.
      </p>
      <Code file="lib/custody.ts" name="requireApiKey" />
      <Code file="lib/custody.ts" name="lend" />
      <p>
        A key that was issued by another provider is not sent: when the app moves from the sandbox to
        ModelGates, what is stored for the one is of no use to the other. Nor is an expired one. And when
        ModelGates says 401 once, the connection is marked as broken, and the chat does not try it again; only
        the page of keys still asks, and clears the mark when the key works.
      </p>

      <h2>The call</h2>
      <Tabs id="chat" title="One message" of={chat} />
      <p>
        The app adds <code>max_completion_tokens</code>: without it ModelGates reserves the longest answer
        that the model could give, and an account with some money left is told that it has too little. Who the
        app is travels in <code>HTTP-Referer</code> and two more headers, for ModelGates's rankings.
      </p>
      <Code file="lib/completions.ts" name="postChat" />

      <h2>Word by word</h2>
      <p>
        With <code>stream: true</code> the answer comes as events, one for every few characters. The route
        passes them on as they come. It does not read them: that costs nothing, and there is nothing to get
        wrong.
      </p>
      <Code file="app/api/chat/route.ts" name="answer" />
      <p>Three things make the difference between a demo and something you can leave running:</p>
      <ul>
        <li>
          <strong>Stop means stop.</strong> When the browser goes, <code>request.signal</code> ends the call
          to ModelGates, before the first word too. Otherwise somebody pays for an answer that nobody reads.
        </li>
        <li>
          <strong>Nothing is read ahead.</strong> A slow reader slows the provider, instead of filling the
          server's memory.
        </li>
        <li>
          <strong>Everything has a bound:</strong> silence, time and size. An answer that is cut off at one
          says so inside the stream, as an <code>error</code> in the provider's own shape, because its status
          was sent long ago.
        </li>
      </ul>
      <Code file="lib/relay.ts" name="Bounds" />
      <Code file="lib/relay.ts" name="BOUNDS" />
      <p>
        They are kept by <a href={sourceLink("lib/relay.ts")}>lib/relay.ts</a>.
      </p>
      <p className="key">
        The browser gets the words, and never the key: it speaks to <code>/api/chat</code> with its cookie,
        and no more.
      </p>
    </Chapter>
  );
}
