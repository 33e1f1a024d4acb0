import type { Connection } from "../../lib/connections.ts";
import type { ProblemCode } from "../../lib/errors.ts";
import { Connect } from "../connect.tsx";
import { Notice } from "../ui.tsx";

/** A failure in the app's own words: what happened, what became of the key, one next step. */
export interface Failure {
  code: string;
  happened: string;
  custody: string;
  next: string;
}

/** What the chat knows of the connection that pays. */
export type Payer = Pick<Connection, "id" | "label">;

const steps = (...codes: ProblemCode[]): string[] => codes;
const CONNECT = steps("not_connected", "other_provider", "unknown_connection");
const RECONNECT = steps("apikey_refused", "apikey_expired", "unreadable");
const METER = steps("out_of_credit", "apikey_limit");

/** A failure with the way out of it, where the person is. */
export function FailureNotice({ failure, payer }: { failure: Failure; payer: Payer }) {
  const { code } = failure;
  return (
    <Notice {...failure}>
      {CONNECT.includes(code) && <Connect />}
      {RECONNECT.includes(code) && <Connect connection={payer}>Reconnect</Connect>}
      {METER.includes(code) && (
        <a href={`/keys#${payer.id}`}>See what this key has spent, and what is left</a>
      )}
    </Notice>
  );
}
