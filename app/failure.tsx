import type { ProblemCode } from "../lib/problems.ts";
import { Connect, type Payer } from "./connect.tsx";
import { Notice } from "./ui.tsx";

/** A failure in the app's own words: what happened, what became of the key, one next step. */
export interface Failure {
  code: string;
  happened: string;
  custody: string;
  next: string;
  /** Seconds to wait first, where the provider said so. */
  retryAfter?: number;
  /** To quote when asking for help. */
  reference?: string | undefined;
}

const CONNECT: string[] = ["not_connected", "other_provider"] satisfies ProblemCode[];
const RECONNECT: string[] = ["apikey_refused", "apikey_expired", "unreadable"] satisfies ProblemCode[];
const METER: string[] = ["out_of_credit", "apikey_limit"] satisfies ProblemCode[];

/** Whether only a new key mends this. */
export const needsReconnect = (code: string | null | undefined): boolean =>
  !!code && RECONNECT.includes(code);

interface Props {
  failure: Failure;
  payer: Payer;
  /** Where to go on after connecting; left out, in the chat. */
  returnTo?: string | undefined;
}

/** A failure with the way out of it, where the person is. */
export function FailureNotice({ failure, payer, returnTo }: Props) {
  const { code } = failure;
  return (
    <Notice {...failure}>
      {CONNECT.includes(code) && <Connect returnTo={returnTo} />}
      {needsReconnect(code) && (
        <Connect connection={payer} returnTo={returnTo}>
          Reconnect
        </Connect>
      )}
      {code === ("unknown_connection" satisfies ProblemCode) && <a href="/keys">Your keys</a>}
      {METER.includes(code) && (
        <a href={`/keys#${payer.id}`}>See what this key has spent, and what is left</a>
      )}
    </Notice>
  );
}
