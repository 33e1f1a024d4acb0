import type { ReactNode } from "react";
import type { InspectedConnection } from "../../lib/connections.ts";
import { Connect } from "../connect.tsx";
import { needsReconnect } from "../failure.tsx";
import { Form } from "../form.tsx";
import { Time } from "../time.tsx";
import { Button, buttonClass, inputClass } from "../ui.tsx";
import { Fold } from "./fold.tsx";
import { Health } from "./health.tsx";
import { Meter } from "./meter.tsx";

interface Props {
  connection: InspectedConnection;
  /** Whether the chat uses it. */
  chosen: boolean;
  /** The page of the list it stands on. */
  place: string;
}

/** One connection: how it is, what it may and did spend, and what can be done with it. */
export function ConnectionItem({ connection, chosen, place }: Props) {
  const { id, label, tail, origin, connectedAt, lastUsedAt, expiresAt, info, url } = connection;
  const dead = needsReconnect(connection.problem);
  const usable = !dead && connection.problem !== "other_provider";
  const hidden = (
    <>
      <input type="hidden" name="connection" value={id} />
      <input type="hidden" name="return_to" value={`${place}#${id}`} />
    </>
  );
  // Beside ten of its kind, "Rename" alone says nothing to someone who hears a list of buttons.
  const which = (
    <span className="sr-only">
      : {label ?? "unnamed key"}, ending in {tail}
    </span>
  );
  return (
    <li id={id} className="scroll-mt-6 rounded-md border border-line bg-card p-5 target:border-accent sm:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-xl">{label ?? "Unnamed key"}</h2>
        {chosen && <p className="font-medium text-accent text-sm">The chat uses this one</p>}
      </div>
      <div className="mt-3 grid gap-4">
        <Health {...connection} />
        {info && <Meter id={id} info={info} />}
      </div>
      <dl className="mt-4 grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
        <Fact term="Key">
          <span className="font-mono">…{tail}</span>
        </Fact>
        <Fact term="From">{origin === "sandbox" ? "the sandbox" : new URL(origin).host}</Fact>
        <Fact term="Connected">
          <Time iso={connectedAt.toISOString()} />
        </Fact>
        <Fact term="Last used">{lastUsedAt ? <Time iso={lastUsedAt.toISOString()} /> : "not yet"}</Fact>
        <Fact term="Expires">
          {expiresAt ? <Time iso={expiresAt.toISOString()} /> : info ? "never" : "not known"}
        </Fact>
      </dl>
      <div className="mt-5 flex flex-wrap items-start gap-3">
        {dead && (
          <Connect returnTo={`${place}#${id}`} connection={connection}>
            Reconnect
            {which}
          </Connect>
        )}
        {usable && !chosen && (
          <Form action="/keys/use">
            {hidden}
            <Button kind="quiet">Use in the chat{which}</Button>
          </Form>
        )}
        {usable && (
          <a href={`/keys/new?connection=${id}`} className={buttonClass("quiet")}>
            Make a limited key
            {which}
          </a>
        )}
        <Fold summary={<>Rename{which}</>}>
          <Form action="/keys/rename" className="flex flex-wrap items-end gap-3">
            {hidden}
            <label className="min-w-0 flex-1 basis-56 text-sm">
              Name, in this app alone
              <input
                name="key_label"
                defaultValue={label ?? ""}
                maxLength={100}
                autoComplete="off"
                className={`mt-1 ${inputClass}`}
              />
            </label>
            <Button kind="quiet">Save the name{which}</Button>
          </Form>
        </Fold>
        <Fold summary={<>Disconnect{which}</>}>
          <p>
            This deletes the key here, at once. At its provider the key still exists, and works for whoever
            has it, until you delete it there
            {url ? (
              <>
                : <a href={url}>open this key at ModelGates</a>.
              </>
            ) : (
              ", in your key list."
            )}
          </p>
          <Form action="/keys/disconnect" className="mt-3">
            {hidden}
            <Button kind="quiet">Delete the key here{which}</Button>
          </Form>
        </Fold>
      </div>
    </li>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex gap-2">
      <dt className="whitespace-nowrap text-muted">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
