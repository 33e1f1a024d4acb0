import type { Metadata } from "next";
import { headers } from "next/headers.js";
import { env } from "../../../lib/env.ts";
import { toProblem } from "../../../lib/errors.ts";
import { countConnect } from "../../../lib/limits.ts";
import { problems } from "../../../lib/problems.ts";
import { isVisit } from "../../../lib/request.ts";
import { Button, Notice, Page } from "../../ui.tsx";
import { Block } from "../code/code.tsx";
import { Contents } from "../frame.tsx";
import { type Experiment, experiments } from "./experiments.ts";
import { run, type Said } from "./run.ts";

export const metadata: Metadata = { title: "The lab" };

/**
 * Everything that can be done wrong, to be tried. By GET, so that it works without JavaScript and a result can be linked: it
 * changes nothing but what the sandbox remembers of codes, and counts as a connect.
 */
export default async function LabPage({ searchParams }: PageProps<"/learn/lab">) {
  const chosen = (await isAsked()) ? String((await searchParams).try) : "";
  const { sandbox } = env().provider;
  return (
    <Page title={env().title}>
      <Contents current="lab" />
      <article className="pb-14">
        <h1 className="max-w-3xl text-4xl sm:text-5xl">The lab: see it fail</h1>
        <div className="lesson mt-8">
          <p>
            Each experiment does one thing wrong, and shows what was asked and what was answered. The server
            plays the person who approves, and the app or the thief who comes with the code.
          </p>
          {!sandbox && (
            <p className="key">
              This app is connected to ModelGates itself, where there is nothing to play with. Run it with its
              sandbox, by <code>npm run demo</code>, and every experiment has a button.
            </p>
          )}
          {Object.entries(experiments).map(([id, experiment]) => (
            <section key={id} id={id} aria-labelledby={`${id}-title`} className="scroll-mt-6">
              <h2 id={`${id}-title`}>{experiment.title}</h2>
              <p>{experiment.does}</p>
              {sandbox && (
                <form action={`/learn/lab#${id}`}>
                  <input type="hidden" name="try" value={id} />
                  <Button kind="quiet" aria-describedby={`${id}-title`}>
                    Try it
                  </Button>
                </form>
              )}
              {sandbox && chosen === id && <Result of={experiment} />}
              <p>
                <strong>{experiment.status}.</strong> {experiment.means}
              </p>
              <p className="text-muted">
                At ModelGates: documented as {experiment.status}. {experiment.measured} Here:{" "}
                {experiment.prevented}
              </p>
            </section>
          ))}
        </div>
      </article>
    </Page>
  );
}

/** A person's own wish: not an image on another site, nor a browser that guesses what may be wanted next. */
async function isAsked(): Promise<boolean> {
  const all = await headers();
  return isVisit({ headers: all }) && ["same-origin", "none"].includes(all.get("sec-fetch-site") ?? "none");
}

async function Result({ of }: { of: Experiment }) {
  try {
    await countConnect({ headers: await headers() });
    const said = await run(of);
    return said.map((exchange) => <Exchange key={exchange.number} {...exchange} />);
  } catch (error) {
    return <Notice {...problems[toProblem(error, "provider_down").code]} />;
  }
}

function Exchange({ number, request, status, answer }: Said) {
  return (
    <figure className="code">
      <Block code={request} kind="http" label={`Request ${number}`} />
      <figcaption>
        <strong data-status={status}>{status}</strong>
      </figcaption>
      <Block
        code={answer}
        kind={answer.startsWith("{") ? "json" : "http"}
        label={`Answer ${number}: ${status}`}
      />
    </figure>
  );
}
