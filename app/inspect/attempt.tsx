import { problems } from "../../lib/problems.ts";
import type { Transcript } from "../../lib/transcript.ts";
import { Connect } from "../connect.tsx";
import { Time } from "../time.tsx";
import { buttonClass, Notice } from "../ui.tsx";
import { stepsOf, type Told } from "./steps.ts";

/** One attempt, as far as it went, and how it ended. */
export function Attempt({ transcript }: { transcript: Transcript }) {
  const { outcome } = transcript;
  return (
    <>
      <ol className="grid gap-12">
        {stepsOf(transcript).map((step) => (
          <Step key={step.number} {...step} />
        ))}
      </ol>
      <div className="mt-12 grid gap-6">
        {outcome === "ok" ? (
          <p>
            Connected. <a href="/learn/use">Step 5</a> is each message that you send.
          </p>
        ) : (
          <Notice {...problems[outcome]} />
        )}
        <div className="flex flex-wrap gap-3">
          <Connect returnTo="/inspect">Connect another, and look again</Connect>
          <a href="/learn/lab" className={buttonClass("quiet")}>
            See it fail in the lab
          </a>
        </div>
      </div>
    </>
  );
}

function Step({ number, name, took, messages, values }: Told) {
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)] gap-x-4">
      <span
        aria-hidden="true"
        className="grid size-8 place-items-center rounded-full border border-line bg-card font-mono text-sm"
      >
        {number}
      </span>
      <div className="grid gap-4">
        <h2 className="flex flex-wrap items-baseline gap-x-4 text-2xl">
          <span className="sr-only">Step {number}: </span>
          {name}
          <span className="font-mono text-muted text-sm">{number === 1 ? <Time iso={took} /> : took}</span>
        </h2>
        {messages.map(({ who, lines }) => (
          <figure key={who} className="code">
            <figcaption>{who}</figcaption>
            <pre className="wire">{lines.join("\n")}</pre>
          </figure>
        ))}
        <dl className="grid gap-x-6 gap-y-2 text-sm md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          {values.map(({ name, value, why }) => (
            <div key={name} className="contents">
              <dt className="break-all font-mono">
                <span className="text-muted">{name}</span>
                <br />
                {value}
              </dt>
              <dd className="mb-3 text-muted">{why}</dd>
            </div>
          ))}
        </dl>
      </div>
    </li>
  );
}
