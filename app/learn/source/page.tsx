import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { env } from "../../../lib/env.ts";
import { Page } from "../../ui.tsx";
import { Pre, Scroller } from "../code/code.tsx";
import { type Source, sources } from "../code/sources.ts";
import { Contents } from "../frame.tsx";

export const metadata: Metadata = { title: "Source" };

/** One file that the tutorial quotes, as it was when this app was built, with an anchor on every line. */
export default async function SourcePage({ searchParams }: PageProps<"/learn/source">) {
  const file = String((await searchParams).file);
  if (!Object.hasOwn(sources, file)) notFound();
  const code = sources[file as Source].trimEnd();
  const kind = file.split(".").at(-1) ?? "";
  const numbers = Array.from(code.split("\n"), (_, index) => index + 1);
  return (
    <Page title={env().title}>
      <Contents />
      <h1 className="break-all font-mono text-2xl">{file}</h1>
      <figure className="code my-8">
        <Scroller label={file}>
          <div className="flex">
            <pre className="numbers select-none text-right text-muted">
              {numbers.map((line) => (
                <span key={line} id={`L${line}`} className="line-number">
                  {line}
                  {"\n"}
                </span>
              ))}
            </pre>
            <Pre code={code} kind={kind} />
          </div>
        </Scroller>
      </figure>
    </Page>
  );
}
