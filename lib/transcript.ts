// What was said in this browser's last attempt to connect, for app/inspect to show: in a sealed cookie, and nowhere else.
import "server-only";
import { cookies } from "next/headers.js";
import { z } from "zod";
import { cookieName, cookieOptions, openCookie, sealCookie } from "./cookie.ts";
import { env } from "./env.ts";
import { Problem, toProblem } from "./errors.ts";
import { logFailure } from "./log.ts";
import type { Issued } from "./modelgates.ts";
import { type ProblemCode, problems } from "./problems.ts";
import { ABSOLUTE, getSession, readCookie } from "./session.ts";
import type { Transaction } from "./transaction.ts";

const NAME = "modelgates-transcript";
/** Milliseconds that a code lives, and some more for clocks that differ. */
const CODE_LIFE = 720_000;
/** Characters that are kept of each: the cookie travels with every request. */
const LONGEST = { code: 256, user: 64, returnTo: 120, label: 40 };
/** Cut, and marked as cut, where it is longer. */
const short = (text: string, longest: number) =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;
/** An error of RFC 6749 section 4.1.2.1 is a word, and a code visible ASCII. What is neither is nobody's to show. */
const shown = (text: string, form: RegExp) => (form.test(text) ? text : "(not shown)");

const isOutcome = (word: string) => word === "ok" || Object.hasOwn(problems, word);

const content = z.object({
  /** Where the provider was. */
  provider: z.string(),
  /** Milliseconds since 1970: when Connect was pressed, when the person was back, and when somebody came again last. */
  began: z.number(),
  returned: z.number(),
  cameAgain: z.number().nullable(),
  state: z.string(),
  verifier: z.string(),
  /** Where to go afterwards, and what the key was to be called. */
  returnTo: z.string(),
  label: z.string().nullable(),
  /** What stood in the address that came back, and where in it the state; empty: it was not there. */
  code: z.string(),
  error: z.string(),
  copies: z.array(z.enum(["transaction", "state"])),
  /** What the exchange was answered, if it was; whether with a key; and how many milliseconds it took. */
  exchange: z
    .object({
      status: z.number().nullable(),
      issued: z.boolean(),
      user: z.string().nullable(),
      took: z.number(),
    })
    .nullable(),
  /** Storing took as many milliseconds; the apiKey ends like this. */
  stored: z.object({ tail: z.string(), took: z.number() }).nullable(),
  outcome: z.custom<"ok" | ProblemCode>((word) => typeof word === "string" && isOutcome(word)),
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
    provider: env().provider.url,
    began: taken.began,
    returned: Date.now(),
    cameAgain: null,
    state: taken.attempt,
    verifier: taken.verifier,
    returnTo: short(taken.returnTo, LONGEST.returnTo),
    label: taken.label && short(taken.label, LONGEST.label),
    code: short(shown(came.code, /^[\x21-\x7e]*$/), LONGEST.code),
    error: shown(came.error, /^[a-z_]{0,40}$/),
    copies: came.copies,
    exchange: null,
    stored: null,
    outcome: "ok",
    userId: (await readCookie())?.userId ?? null, // as it was: who signs out meanwhile leaves nothing behind
  };
  const notes: Notes = {
    async exchange(exchanging) {
      const start = performance.now();
      const took = () => Math.round(performance.now() - start);
      try {
        const issued = await exchanging;
        const user = issued.providerUserId && short(issued.providerUserId, LONGEST.user);
        told.exchange = { status: 200, issued: true, user, took: took() };
        return issued;
      } catch (error) {
        const status = (error instanceof Problem && error.answered) || null;
        told.exchange = { status, issued: false, user: null, took: took() };
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
    throw error;
  } finally {
    // Another visit with the same attempt was quicker: what is to be told stands in its answer.
    if (told.outcome !== "replayed" && told.outcome !== "interrupted") await keep(told);
  }
}

/** For a catch: notes that somebody came again with the attempt whose transcript this browser has. */
export const noteAgain =
  (states: string[]) =>
  async (error: unknown): Promise<never> => {
    const told = await open();
    if (told && states.includes(told.state)) await keep({ ...told, cameAgain: Date.now() });
    throw error;
  };

/** The transcript of this browser's last attempt, as long as its session lasts; null when there is none. */
export async function readTranscript(): Promise<Transcript | null> {
  const told = await open();
  const session = await getSession();
  const own = told?.userId === (session?.userId ?? null) && told?.provider === env().provider.url;
  return own ? told : null;
}

/**
 * Whether code and verifier are worth nothing any more: the one was exchanged for a key, and nobody has come back lately with
 * another, which the provider's page makes under the same challenge for whoever goes back to it. Test: lib/transcript.test.ts
 */
export const isSpent = (
  { exchange, cameAgain }: Pick<Transcript, "exchange" | "cameAgain">,
  now = Date.now(),
): boolean => exchange?.issued === true && (cameAgain === null || now - cameAgain > CODE_LIFE);

/** Makes the browser forget it, where there is one. */
export async function forgetTranscript(): Promise<void> {
  const jar = await cookies();
  if (jar.has(cookieName(NAME))) jar.set(cookieName(NAME), "", cookieOptions(0));
}

/** It is there to be looked at: nothing else may fail by it. */
async function keep(told: Transcript): Promise<void> {
  try {
    const sealed = await sealCookie("transcript", told, ABSOLUTE);
    (await cookies()).set(cookieName(NAME), sealed, cookieOptions(ABSOLUTE));
  } catch (error) {
    logFailure("note_failed", error);
  }
}

async function open(): Promise<Transcript | null> {
  const value = (await cookies()).get(cookieName(NAME))?.value;
  const opened = value ? await openCookie("transcript", value) : null;
  return (opened && opened.age < ABSOLUTE && content.safeParse(opened.payload).data) || null;
}
