// Runs an experiment against the sandbox, over HTTP like everybody else, and writes down what was said.
import "server-only";
import { env } from "../../../lib/env.ts";
import type { Experiment } from "./experiments.ts";

/** A request and its answer, as they were. */
export interface Said {
  /** From 1. */
  number: number;
  request: string;
  status: number;
  answer: string;
}

type Fields = Record<string, string>;

/** What an experiment can do. */
export interface Lab {
  /** Asks for a code and approves it, as a person would. @returns the code */
  approve: (query: Fields) => Promise<string>;
  /** Exchanges a code, rightly or wrongly. */
  exchange: (proof: Fields, method?: "GET" | "POST") => Promise<void>;
}

const TIMEOUT = 10_000;
const json = (value: unknown) => JSON.stringify(value, null, 2);

/** @returns what was said, in order. @throws {Error} when the sandbox does not answer */
export async function run({ run }: Experiment): Promise<Said[]> {
  const { url } = env().provider;
  const said: Said[] = [];
  const signal = AbortSignal.timeout(TIMEOUT);

  const approve: Lab["approve"] = async (query) => {
    const asked = { callback_url: `${env().appUrl}/auth/callback`, ...query };
    const body = new URLSearchParams({ ...asked, decision: "approve" });
    const response = await fetch(`${url}/auth/decide`, { method: "POST", body, redirect: "manual", signal });
    const location = response.headers.get("location") ?? "";
    const code = URL.canParse(location) ? new URL(location).searchParams.get("code") : null;
    if (!code) throw new Error(`no code: ${response.status}`);
    said.push({
      number: said.length + 1,
      request: `GET ${url}/auth\n${lines(asked)}`,
      status: response.status,
      answer: `${env().appUrl}/auth/callback\n${lines({ code })}`,
    });
    return code;
  };

  const exchange: Lab["exchange"] = async (proof, method = "POST") => {
    const address = `${url}/api/v1/auth/keys`;
    const response =
      method === "GET"
        ? await fetch(`${address}?${new URLSearchParams(proof)}`, { signal })
        : await fetch(address, {
            method,
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(proof),
            redirect: "error",
            signal,
          });
    said.push({
      number: said.length + 1,
      request: `${method} ${address}\n${method === "GET" ? lines(proof) : json(proof)}`,
      status: response.status,
      answer: masked(await response.text()),
    });
  };

  await run({ approve, exchange });
  return said;
}

/** A query, one field on each line. */
const lines = (fields: Fields) =>
  Object.entries(fields)
    .map(([name, value], index) => `${index === 0 ? "?" : "&"}${name}=${value}`)
    .join("\n");

/** An answer without its apiKey, even if it is one of the sandbox's: none goes to a browser. */
function masked(text: string): string {
  try {
    const answer = JSON.parse(text);
    return json(typeof answer.key === "string" ? { ...answer, key: `••••${answer.key.slice(-4)}` } : answer);
  } catch {
    return text.slice(0, 500);
  }
}
