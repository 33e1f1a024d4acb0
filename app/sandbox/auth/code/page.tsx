// The end of the headless form: a code to copy by hand, for an app without an address to return to.
import { isShowable } from "../../_provider/grants.ts";
import { Frame, type Query, titled } from "../../frame.tsx";

export const generateMetadata = titled("Your code");

/** Shows only what it should be safe to copy: a link must not put words into the sandbox's mouth. */
export default async function CodePage({ searchParams }: { searchParams: Promise<Query> }) {
  const { code } = await searchParams;
  return <Frame>{typeof code === "string" && isShowable(code) ? <Code code={code} /> : <NoCode />}</Frame>;
}

function Code({ code }: { code: string }) {
  return (
    <>
      <h1 className="mt-2 text-3xl">Copy this code into the app</h1>
      <p className="mt-6 select-all break-all rounded-md border border-line bg-card p-5 font-mono">{code}</p>
      <p className="mt-4 text-muted">
        It is valid for ten minutes, once, together with the secret that the app keeps.
      </p>
    </>
  );
}

function NoCode() {
  return (
    <>
      <h1 className="mt-2 text-3xl">No code was made</h1>
      <p className="mt-6">You denied the request, or this code does not work any more.</p>
      <p className="mt-4 text-muted">Nothing was sent to the app. Start again from there.</p>
    </>
  );
}
