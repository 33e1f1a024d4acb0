// An attempt as a list of steps: who said what to whom, and why each value may be seen now.
import { env } from "../../lib/env.ts";
import { authorizeUrl } from "../../lib/modelgates.ts";
import { s256Challenge } from "../../lib/pkce.ts";
import { ABSOLUTE, sessionName } from "../../lib/session.ts";
import { COOKIE_MAX_AGE, nameOf } from "../../lib/transaction.ts";
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
const setCookie = (name: string, maxAge: number) =>
  `Set-Cookie: ${name}=${SEALED}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${env().secure ? "; Secure" : ""}`;

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
          setCookie(nameOf(state), COOKIE_MAX_AGE),
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
      {
        name: "state",
        value: state,
        why: "It works in the browser that has its cookie, and once: nobody else can do anything with it.",
      },
      {
        name: nameOf(state),
        value: SEALED,
        why: "It held verifier and state, and only the server can open it. It is deleted by now.",
      },
    ],
  };
}

function comeBack(told: Transcript): Told {
  const { began, returned, state, code, error, copies, cameAgain } = told;
  const came = {
    ...Object.fromEntries(copies.map((name) => [name, state])),
    ...(error && { error }),
    ...(code && { code: isSpent(told) ? code : WITHHELD }),
  };
  const again =
    cameAgain &&
    `${new Date(cameAgain).toISOString()}: somebody came with this attempt again, and was refused`;
  return {
    number: 2,
    name: "Return",
    took: seconds(returned - began),
    messages: [
      { who: "Your browser to this app", lines: ["GET /auth/callback", ...lines(came, "?")] },
      {
        who: "This app, before it looks at the rest",
        lines: [
          `state: ${copies.length === 1 ? "its one copy fits" : "both copies fit"} what the cookie holds`,
          "the attempt is taken: its cookie is deleted with the answer",
          ...(again ? [again] : []),
        ],
      },
    ],
    values: code
      ? [secretOf(told, "code", code)]
      : [{ name: "code", value: "(none)", why: "ModelGates sent none, so there was nothing to exchange." }],
  };
}

function exchange(
  told: Transcript,
  { status, issued, user, took }: NonNullable<Transcript["exchange"]>,
): Told {
  const spent = isSpent(told);
  const proof = {
    code: spent ? told.code : WITHHELD,
    code_verifier: spent ? told.verifier : WITHHELD,
    code_challenge_method: "S256",
  };
  const key = `••••${told.stored?.tail ?? ""}`;
  const answer = issued ? json({ key, user_id: user }) : ["No key that could be read."];
  return {
    number: 3,
    name: "Exchange",
    took: milliseconds(took),
    messages: [
      {
        who: "This app to ModelGates",
        lines: [
          `POST ${told.provider}/api/v1/auth/keys`,
          "Content-Type: application/json",
          "",
          ...json(proof),
        ],
      },
      {
        who: "ModelGates to this app",
        lines: [...(status === null ? ["No answer came."] : [String(status)]), ...answer],
      },
    ],
    values: issued
      ? [
          {
            name: "key",
            value: key,
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
        lines: ["303 See Other", setCookie(sessionName(), ABSOLUTE), `Location: ${env().appUrl}${returnTo}`],
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
  if (isSpent(told)) return { name, value, why: "Spent: the code was exchanged, and works no more." };
  const why = told.exchange?.issued
    ? "Somebody came back with this attempt just now. A code that they brought may be good for ten minutes."
    : "No key was made with it, so one may still be: code and verifier together are worth a key.";
  return { name, value: WITHHELD, why };
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
