import type { Metadata } from "next";
import { env } from "../../lib/env.ts";
import { buttonClass, Page, Steps } from "../ui.tsx";
import { chapters } from "./chapters.ts";
import { Contents } from "./frame.tsx";

export const metadata: Metadata = { title: "Learn" };

const WORDS = [
  [
    "attempt",
    "One press of Connect and what follows. The code calls it a transaction while it is under way.",
  ],
  ["callback", "The address of your app at which the person comes back."],
  ["sealed", "Encrypted and signed, so that only the server can open or change it."],
  [
    "sandbox",
    "A stand-in for ModelGates that is built into this app. The code says provider for whichever of the two it speaks to.",
  ],
] as const;

const ATTACKS = [
  {
    attack: "Somebody reads the address that the person comes back to: an extension, a log, a shared screen",
    answer: "The code in it is worth nothing without the verifier",
    chapter: 1,
  },
  {
    attack: "Somebody sends a person a link with a code of another account, to have them chat there",
    answer: "The link's state, a random value, belongs to no attempt that this browser began",
    chapter: 2,
  },
  {
    attack: "The same address is opened twice, by the person or by a thief",
    answer: "An attempt is spent before the code is looked at",
    chapter: 2,
  },
  {
    attack: "A script on the page wants the key",
    answer: "It never comes to the browser",
    chapter: 3,
  },
  {
    attack: "A copy of the database is stolen, or a row is moved to another person",
    answer: "A sealed key opens for its owner alone, and with a secret that is elsewhere",
    chapter: 4,
  },
  {
    attack: "Somebody has copied a cookie",
    answer: "A session is a row on the server, and can be ended there",
    chapter: 7,
  },
];

/** The beginning of the tutorial: what is to be achieved, and what stands in the way. */
export default function Learn() {
  const minutes = chapters.reduce((sum, chapter) => sum + chapter.minutes, 2);
  return (
    <Page title={env().title}>
      <Contents current="start" />
      <article className="pb-14">
        <header className="mb-8">
          <p className="font-mono text-accent text-sm">About {minutes} minutes</p>
          <h1 className="mt-2 max-w-3xl text-4xl sm:text-5xl">What PKCE protects against</h1>
        </header>
        <div className="lesson">
          <p>
            You are building an app that uses a model, and each person is to pay for their own messages. So
            your app needs a key to their account: not yours, not one they paste into a form, but one that
            ModelGates makes for your app when they say yes. Letting somebody say yes like that is what{" "}
            <strong>OAuth</strong> is for.
          </p>
          <p>
            They say yes on ModelGates's own page, so the answer has to come back to your app through their
            browser. And what goes through a browser is seen: it stands in the history, in the log of your
            server, in front of every extension. A key must not travel that way. What travels is a{" "}
            <strong>code</strong>, which lives for ten minutes, works once, and is exchanged for the key by
            your server.
          </p>
          <p>
            That leaves one hole. Whoever sees the code can exchange it, if they are quicker than you.{" "}
            <strong>PKCE</strong>, Proof Key for Code Exchange (
            <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>, say “pixy”), closes it with one
            idea:
          </p>
          <p className="key">
            Before your app sends the person away, it makes a random secret and shows only its hash. When it
            comes with the code, it shows the secret. Nobody else can: it cannot be guessed, and not be
            computed from its hash.
          </p>
          <p>
            The secret is called the <strong>verifier</strong>, its hash the <strong>challenge</strong>. That
            is the whole idea; the rest is doing it carefully.
          </p>
          <h2>How a key gets to your app</h2>
        </div>
        <div className="my-8">
          <Steps />
        </div>
        <div className="lesson">
          <h2>Who might attack, and what stops them</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">What they do</th>
                <th scope="col">Why it fails</th>
                <th scope="col">Chapter</th>
              </tr>
            </thead>
            <tbody>
              {ATTACKS.map(({ attack, answer, chapter }) => (
                <tr key={attack}>
                  <td>{attack}</td>
                  <td>{answer}</td>
                  <td>
                    <a href={`/learn/${chapters[chapter - 1]?.slug}`}>{chapter}</a>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <h2>Four words</h2>
          <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
            {WORDS.map(([word, meaning]) => (
              <div key={word} className="contents">
                <dt className="font-semibold">{word}</dt>
                <dd className="max-w-2xl">{meaning}</dd>
              </div>
            ))}
          </dl>
          <h2>How to read on</h2>
          <p>
            Each chapter is one step, with the code that does it: not a copy, but the file itself, cut out
            when this app was built. The numbers are the same everywhere: here, on the front page, in the
            comments of the code, and in <a href="/inspect">the inspector</a>, which shows your own last
            attempt. In <a href="/learn/lab">the lab</a> you can do seven things wrong and see what comes of
            them.
          </p>
          <ol className="contents">
            {chapters.map(({ slug, name, line, minutes }) => (
              <li key={slug}>
                <a href={`/learn/${slug}`}>{name}</a>. {line}{" "}
                <span className="text-muted text-sm">{minutes} min</span>
              </li>
            ))}
          </ol>
          <p>
            <a href="/learn/send" className={buttonClass()}>
              Begin
            </a>
          </p>
        </div>
      </article>
    </Page>
  );
}
