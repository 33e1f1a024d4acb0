// The page of one key at the provider, where an app sends people who want to be rid of it (CONTRACT 1.8 and 3 item 7).
import { notFound } from "next/navigation";
import { Button } from "../../ui.tsx";
import { isDeleted, isHash } from "../_provider/deletion.ts";
import { pageProfile } from "../_provider/profile.ts";
import { usageOf } from "../_provider/usage.ts";
import { Fact, Facts } from "../facts.tsx";
import { Frame, type Query, titled } from "../frame.tsx";

interface Props {
  searchParams: Promise<Query>;
}

const title = titled("A key");
export const generateMetadata = async ({ searchParams }: Props) =>
  isHash((await searchParams).hash) ? title() : {};

/**
 * `GET /sandbox/keys/<sha256 of the apiKey>`: next.config.ts puts the hash into the query. No sign-in, since only a
 * holder of the key can know its hash. A plain form: it works without JavaScript.
 */
export default async function KeyPage({ searchParams }: Props) {
  const query = await searchParams;
  const { hash } = query;
  if (!isHash(hash)) notFound();
  return (
    <Frame>
      <Key hash={hash} action={`${pageProfile(query).address}/keys/delete`} />
    </Frame>
  );
}

// Small amounts in full, and no minus before a zero that rounding left behind.
const dollars = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 9,
  signDisplay: "negative",
});

function Key({ hash, action }: { hash: string; action: string }) {
  const gone = isDeleted(hash);
  return (
    <>
      <h1 className="mt-2 text-3xl sm:text-4xl">{gone ? "This key is deleted" : "A key of the sandbox"}</h1>
      <div className="mt-6 rounded-md border border-line bg-card p-5 sm:p-7">
        <p>
          {gone
            ? "Every call with it is refused: 401, User not found."
            : "The sandbox stores no keys, so it knows this one by its fingerprint alone: not its name, not its limit, not even whether it was ever issued."}
        </p>
        <Facts>
          <Fact term="Fingerprint">
            <span className="break-all font-mono">{hash}</span>
            <span className="block">The SHA-256 hash of the key.</span>
          </Fact>
          <Fact term="Spent">
            {dollars.format(usageOf(hash).usage)} of play money since this server started.
          </Fact>
          <Fact term={gone ? "The deletion" : "If you delete it"}>
            {!gone && "Every app that holds it is refused from the next call on: 401, User not found. "}A
            restart of the server forgets deletions, and the key works again.
          </Fact>
        </Facts>
        {!gone && (
          <form method="post" action={action} className="mt-6 border-line border-t pt-6">
            <input type="hidden" name="hash" value={hash} />
            <Button>Delete this key</Button>
          </form>
        )}
      </div>
    </>
  );
}
