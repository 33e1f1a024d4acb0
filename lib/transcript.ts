// What was said in this browser's last attempt to connect, for app/inspect to show: in a sealed cookie, and nowhere else.
import "server-only";
import { cookies } from "next/headers.js";
import { z } from "zod";
import { cookieName, cookieOptions, openCookie, sealCookie } from "./cookie.ts";
import { Problem, toProblem } from "./errors.ts";
import type { Issued } from "./modelgates.ts";
import { type ProblemCode, problems } from "./problems.ts";
import { ABSOLUTE, getSession } from "./session.ts";
import type { Transaction } from "./transaction.ts";

const NAME = "modelgates-transcript";
/** Milliseconds that a code lives: as long, a code and its verifier that were not exchanged are a secret. */
const CODE_LIFE = 600_000;
/** Characters that are kept of a code, a path and a name: the cookie travels with every request. */
const LONGEST = { code: 256, returnTo: 120, label: 40 };
/** An error of RFC 6749 section 4.1.2.1 is a word. What is none is nobody's to show. */
const wordOf = (error: string) => (/^[a-z_]{0,40}$/.test(error) ? error : "(not shown)");

const isOutcome = (word: string) => word === "ok" || Object.hasOwn(problems, word);

const content = z.object({
  /** Milliseconds since 1970: when Connect was pressed, and when the person was back. */
  began: z.number(),
  returned: z.number(),
  state: z.string(),
  verifier: z.string(),
  /** Where to go afterwards, and what the key was to be called. */
  returnTo: z.string(),
  label: z.string().nullable(),
  /** What stood in the address that came back, and how many copies of the state; empty: it was not there. */
  code: z.string(),
  error: z.string(),
  copies: z.number(),
  /** What the exchange was answered, and how many milliseconds it took; status null: nothing. The user is the provider's note. */
  exchange: z
    .object({ status: z.number().nullable(), took: z.number(), user: z.string().nullable() })
    .nullable(),
  /** Storing took as many milliseconds; the apiKey ends like this. */
  stored: z.object({ tail: z.string(), took: z.number() }).nullable(),
  outcome: z.custom<"ok" | ProblemCode>((word) => typeof word === "string" && isOutcome(word)),
  /** How often the address was opened again since. */
  again: z.number(),
  /** Whose it is: null for somebody who was not connected, and is not since. */
  userId: z.string().nullable(),
});
export type Transcript = z.infer<typeof content>;

/** What the callback found in its address. */
export type Came = Pick<Transcript, "code" | "error" | "copies">;

/** What takes part in writing it: both hand through what they are given, whether it comes to a good end or not. */
export interface Notes {
  exchange: (exchanging: Promise<Issued>) => Promise<Issued>;
  store: (storing: Promise<{ userId: string; tail: string }>) => Promise<void>;
}

/** Runs `act`, the second half of the attempt `taken`, and keeps what was said, however it ends. @throws whatever `act` throws */
export async function transcribe(came: Came, taken: Transaction, act: (notes: Notes) => Promise<void>) {
  const told: Transcript = {
    began: taken.began,
    returned: Date.now(),
    state: taken.attempt,
    verifier: taken.verifier,
    returnTo: taken.returnTo.slice(0, LONGEST.returnTo),
    label: taken.label?.slice(0, LONGEST.label) ?? null,
    code: came.code.slice(0, LONGEST.code),
    error: wordOf(came.error),
    copies: came.copies,
    exchange: null,
    stored: null,
    outcome: "ok",
    again: 0,
    userId: null,
  };
  const notes: Notes = {
    async exchange(exchanging) {
      const start = performance.now();
      const note = (status: number | null, user: string | null = null) => {
        told.exchange = { status, user, took: Math.round(performance.now() - start) };
      };
      try {
        const issued = await exchanging;
        note(200, issued.providerUserId);
        return issued;
      } catch (error) {
        note((error instanceof Problem && error.answered) || null);
        throw error;
      }
    },
    async store(storing) {
      const start = performance.now();
      const { userId, tail } = await storing;
      told.stored = { tail, took: Math.round(performance.now() - start) };
      told.userId = userId;
    },
  };
  try {
    await act(notes);
  } catch (error) {
    told.outcome = toProblem(error, "storage_down").code;
    told.userId = (await getSession().catch(() => null))?.userId ?? null;
    throw error;
  } finally {
    await keep(told);
  }
}

/** For a catch: notes that somebody came again with the attempt whose transcript this browser has. */
export const noteAgain =
  (states: string[]) =>
  async (error: unknown): Promise<never> => {
    const told = await open();
    if (told && states.includes(told.state)) await keep({ ...told, again: told.again + 1 });
    throw error;
  };

/** The transcript of this browser's last attempt, as long as its session lasts; null when there is none. */
export async function readTranscript(): Promise<Transcript | null> {
  const told = await open();
  const session = await getSession();
  return told?.userId === (session?.userId ?? null) ? told : null;
}

/** Whether code and verifier are worth nothing any more: there was no code, it was exchanged, or its time is over. */
export const isSpent = ({ code, exchange, returned }: Transcript, now = Date.now()): boolean =>
  code === "" || exchange?.status === 200 || now - returned > CODE_LIFE;

/** Makes the browser forget it, where there is one. */
export async function forgetTranscript(): Promise<void> {
  const jar = await cookies();
  if (jar.has(cookieName(NAME))) jar.set(cookieName(NAME), "", cookieOptions(0));
}

async function keep(told: Transcript): Promise<void> {
  (await cookies()).set(
    cookieName(NAME),
    await sealCookie("transcript", told, ABSOLUTE),
    cookieOptions(ABSOLUTE),
  );
}

async function open(): Promise<Transcript | null> {
  const value = (await cookies()).get(cookieName(NAME))?.value;
  const opened = value ? await openCookie("transcript", value) : null;
  return (opened && opened.age < ABSOLUTE && content.safeParse(opened.payload).data) || null;
}
