// An attempt as a list of steps: who said what to whom, and why each value may be seen now.
import { env } from "../../lib/env.ts";
import { authorizeUrl } from "../../lib/modelgates.ts";
import { s256Challenge } from "../../lib/pkce.ts";
import { sessionName } from "../../lib/session.ts";
import { nameOf } from "../../lib/transaction.ts";
import { isSpent, type Transcript } from "../../lib/transcript.ts";

/** A message, line by line. */
interface Message {
  who: string;
  lines: string[];
}

/** A value that travelled or was kept, and why it may be seen. */
interface Value {
  name: string;
  value: string;
  why: string;
}

/** One step of the flow, as far as it came. */
export interface Told {
  number: number;
  name: string;
  took: string;
  messages: Message[];
  values: Value[];
}

const WITHHELD = "(withheld)";
const SEALED = "(sealed)";
const attributes = () => `HttpOnly; SameSite=Lax; Path=/${env().secure ? "; Secure" : ""}`;

/** The steps of an attempt, up to the one in which it ended. */
export function stepsOf(told: Transcript): Told[] {
  const steps = [send(told), comeBack(told)];
  if (told.exchange) steps.push(exchange(told, told.exchange));
  if (told.stored) steps.push(keep(told, told.stored));
  return steps;
}

function send(told: Transcript): Told {
  const { began, state, label, returnTo } = told;
  const challenge = s256Challenge(told.verifier);
  const asked = { return_to: returnTo, ...(label && { key_label: label }) };
  return {
    number: 1,
    name: "Send",
    took: new Date(began).toISOString(),
    messages: [
      { who: "Your browser to this app", lines: ["POST /auth/connect", "", ...lines(asked)] },
      {
        who: "This app to your browser",
        lines: [
          "303 See Other",
          `Set-Cookie: ${nameOf(state)}=${SEALED}; ${attributes()}`,
          ...address(authorizeUrl({ state, challenge, label }), "Location: "),
        ],
      },
    ],
    values: [
      secretOf(told, "code_verifier", told.verifier),
      {
        name: "code_challenge",
        value: challenge,
        why: "Made to be seen: it is a hash, and nobody turns one back.",
      },
      { name: "state", value: state, why: "Spent: whoever comes with it again is turned away." },
      {
        name: nameOf(state),
        value: SEALED,
        why: "It held verifier and state, and only the server can open it. It is deleted by now.",
      },
    ],
  };
}

function comeBack(told: Transcript): Told {
  const { began, returned, state, code, error, copies, again } = told;
  const came = {
    ...(copies > 0 && { transaction: state }),
    ...(error && { error }),
    ...(code && { code: isSpent(told) ? code : WITHHELD }),
    ...(copies > 1 && { state }),
  };
  const times = again === 1 ? "once" : `${again} times`;
  return {
    number: 2,
    name: "Return",
    took: seconds(returned - began),
    messages: [
      { who: "Your browser to this app", lines: ["GET /auth/callback", ...lines(came, "?")] },
      {
        who: "This app, before anything else",
        lines: [
          `Set-Cookie: ${nameOf(state)}=; Max-Age=0`,
          `state: ${copies === 1 ? "its one copy fits" : "both copies fit"} what the cookie holds`,
          ...(again > 0
            ? [`Since then the same address was opened ${times} more: refused, it is spent`]
            : []),
        ],
      },
    ],
    values: code
      ? [secretOf(told, "code", code)]
      : [{ name: "code", value: "(none)", why: "ModelGates sent none, so there was nothing to exchange." }],
  };
}

function exchange(told: Transcript, { status, took, user }: NonNullable<Transcript["exchange"]>): Told {
  const shown = isSpent(told);
  const proof = {
    code: shown ? told.code : WITHHELD,
    code_verifier: shown ? told.verifier : WITHHELD,
    code_challenge_method: "S256",
  };
  const answer =
    status === 200
      ? json({ key: told.stored ? `••••${told.stored.tail}` : "••••", user_id: user })
      : [status === null ? "No answer that could be read." : "No key."];
  return {
    number: 3,
    name: "Exchange",
    took: milliseconds(took),
    messages: [
      {
        who: "This app to ModelGates",
        lines: [
          `POST ${env().provider.url}/api/v1/auth/keys`,
          "Content-Type: application/json",
          "",
          ...json(proof),
        ],
      },
      { who: "ModelGates to this app", lines: [...(status === null ? [] : [String(status)]), ...answer] },
    ],
    values:
      status === 200
        ? [
            {
              name: "key",
              value: told.stored ? `••••${told.stored.tail}` : "••••",
              why: "It is money for as long as it lives, so no page ever shows it. Four characters are there to tell your keys apart.",
            },
            {
              name: "user_id",
              value: user ?? "null",
              why: "A note of ModelGates's about you. It opens nothing.",
            },
          ]
        : [],
  };
}

function keep({ returnTo }: Transcript, { took }: NonNullable<Transcript["stored"]>): Told {
  return {
    number: 4,
    name: "Keep",
    took: milliseconds(took),
    messages: [
      {
        who: "This app, in one database transaction",
        lines: ["the key, sealed for you, this provider and its row", "your session, under a new id"],
      },
      {
        who: "This app to your browser",
        lines: [
          "303 See Other",
          `Set-Cookie: ${sessionName()}=${SEALED}; ${attributes()}`,
          `Location: ${returnTo}`,
        ],
      },
    ],
    values: [
      {
        name: sessionName(),
        value: SEALED,
        why: "Whoever has it is you, until you sign out. It holds a random id; the key is not in it.",
      },
    ],
  };
}

/** A half of what is worth a key, shown when it no longer is. */
function secretOf(told: Transcript, name: string, value: string): Value {
  if (!isSpent(told))
    return {
      name,
      value: WITHHELD,
      why: "The code was not exchanged and may still be good: with its verifier it is worth a key, for ten minutes.",
    };
  if (told.exchange?.status === 200)
    return { name, value, why: "Spent: the code was exchanged, and works no more." };
  return {
    name,
    value,
    why: told.code ? "Too old: a code lives for ten minutes." : "Of no use: no code was made for it.",
  };
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s later`;
const milliseconds = (took: number) => `${took} ms`;
const json = (value: unknown) => JSON.stringify(value, null, 2).split("\n");

/** A form or a query, one field on each line. */
const lines = (fields: Record<string, string>, first = "") =>
  Object.entries(fields).map(([name, value], index) => `${index === 0 ? first : "&"}${name}=${value}`);

/** An address, one field of its query on each line, encoded as it was sent. */
const address = (url: string, before: string) => {
  const { origin, pathname, search } = new URL(url);
  return [before + origin + pathname, ...search.split(/(?=&)/)];
};
