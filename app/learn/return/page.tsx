import type { Metadata } from "next";
import { Code } from "../code/code.tsx";
import { Chapter } from "../frame.tsx";

export const metadata: Metadata = { title: "2. Return" };

export default function Return() {
  return (
    <Chapter slug="return" title="The person comes back">
      <p>
        The browser arrives at <code>/auth/callback</code> with a code, or with{" "}
        <code>error=access_denied</code>. Anybody can make a browser go to that address, with any code in it.
        So the first question is not whether the code is good. It is whether <em>this browser</em> asked for
        it.
      </p>

      <h2>Why the state, when there is PKCE</h2>
      <p>
        PKCE protects a code from being used elsewhere. The state protects the person from being given
        somebody else's. An attacker obtains a code for an account of their own, and sends the person a link
        to your callback with <em>that</em> code in it. If your app took it, the person would be chatting on
        the attacker's account. This is called login CSRF.
      </p>
      <p>
        PKCE alone may stop that, too: the code was made under the attacker's challenge, and your app would
        send its own verifier. But then you rely on ModelGates to refuse, and it also makes codes without any
        challenge. With the state, your app refuses by itself, before it sends anything.
      </p>
      <p>
        The state names a cookie that was set when this browser pressed Connect, and the cookie contains it as
        well. An attacker can send a link, but cannot put into this browser the cookie that the link's state
        names. Over https the cookie's name begins with <code>__Host-</code>, which keeps every other host
        from setting it. It is <code>HttpOnly</code>, so no script reads it, and <code>SameSite=Lax</code>: a
        Strict one would not come along on the way back from ModelGates.
      </p>
      <p className="key">
        The verifier proves to ModelGates that the code comes from the app that asked. The state proves to the
        app that the answer comes to the browser that asked.
      </p>
      <Code file="lib/transaction.ts" name="readTransaction" />
      <p>
        The state may come back in two places, since it was sent in two. Every copy that is there has to
        match, and there has to be one. They are compared in constant time, so that nobody learns by the clock
        how many characters were right.
      </p>

      <Code file="lib/transaction.ts" name="isEqual" />

      <h2>Once</h2>
      <p>
        An attempt is taken before its code is looked at: its cookie goes, whatever comes next. Somebody who
        finds the address in the history, or presses Reload, gets a sentence instead of a second try. Three
        things are turned away before, and use nothing up: what is no visit of a person (an image, a frame, a
        prefetch), too many attempts in a minute, and a parameter that stands twice.
      </p>
      <Code file="lib/transaction.ts" name="takeTransaction" />
      <p>
        A deleted cookie alone stops nobody. Twenty tabs that open the same address at the same moment bring
        the same cookie twenty times, and two servers know nothing of each other. What decides is a row in the
        database, written before the code is exchanged: one of the twenty writes it, the others find it there.
        And when the database is down nothing is exchanged, so no key is made that could not be stored.
      </p>
      <Code file="lib/attempts.ts" name="once" />
      <Code file="lib/attempts.ts" name="claim" />
      <p>
        Then, and in this order: an error of ModelGates's, the code, the exchange, the storing. (The{" "}
        <code>notes</code> only write down what happened, for the inspector.)
      </p>
      <Code file="app/auth/callback/route.ts" name="finish" />
      <p>
        A visit whose attempt was taken ends with a 303 to a clean address, however it ends. The code is
        usually spent by then; after a failure it may still be good, and must not stay in the address bar.
      </p>
    </Chapter>
  );
}
