// What must be nowhere: every apiKey, code, verifier, state, session id and secret that an app under test ever had, looked
// for in every answer it gave, in its log and in its data, whatever the tests before were about.
import { execFileSync } from "node:child_process";
import { hkdfSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { unsealData } from "iron-session";

/** Where to look. */
export interface Places {
  /** What tee.mjs wrote. */
  answers: string;
  log: string;
  /** Folders and files, all of which may be missing. */
  data: string[];
  /** For a list of what to look for. */
  scratch: string;
}

/** Splits what tee.mjs wrote into answers. The sandbox's are the provider's own, which knows all of this. */
const answersOf = (file: string) =>
  (existsSync(file) ? readFileSync(file, "latin1") : "")
    .split("\n@@ ")
    .slice(1)
    .filter((answer) => !answer.startsWith("/sandbox"));

/** What is sealed in the cookies that were set: session ids, states, verifiers. */
async function sealedIn(answers: string[], secrets: string[]) {
  const cookies = new Set(answers.flatMap((answer) => answer.match(/Fe26\.2\*[\w*~.-]+/g) ?? []));
  const found = { states: [] as string[], others: [] as string[] };
  for (const cookie of cookies)
    for (const secret of secrets)
      for (const purpose of ["session", "transaction"]) {
        const password = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32)).toString("base64url");
        const { id, state, verifier } = await unsealData<Record<string, string>>(cookie, { password });
        if (state) found.states.push(state);
        for (const value of [id, verifier]) if (value) found.others.push(value);
      }
  return found;
}

const FORMS = ["utf8", "hex", "base64", "base64url"] as const;
const formsOf = (secret: string) =>
  FORMS.map((form) => Buffer.from(secret).toString(form).replace(/=+$/, ""));

/**
 * @param known apiKeys, codes and verifiers that the provider saw
 * @param secrets the app's own
 * @returns a line for each place that holds one; nothing of what it holds
 */
export async function findLeaks(places: Places, known: string[], secrets: string[]): Promise<string[]> {
  const answers = answersOf(places.answers);
  const { states, others } = await sealedIn(answers, secrets);
  // What a test made up in their place, such as "x" or an address, would be found everywhere.
  const needles = [...new Set([...known, ...others, ...secrets])].filter((text) =>
    /^[\w+/=-]{16,}$/.test(text),
  );
  // Only the start of an attempt names its state: to the provider, by way of the browser.
  const [begun, rest] = [answers.filter(isStart), answers.filter((answer) => !isStart(answer))];
  return [
    ...grep(places.scratch, needles, keep(`${places.scratch}/answers-to-starts`, begun)),
    ...grep(
      places.scratch,
      [...needles, ...states],
      [
        ...keep(`${places.scratch}/answers`, rest),
        ...keep(`${places.scratch}/log`, [places.log]),
        ...places.data,
      ],
    ),
  ];
}

const isStart = (answer: string) => answer.startsWith("/auth/connect ");

function keep(file: string, texts: string[]): string[] {
  writeFileSync(file, texts.join("\n@@ "), "latin1");
  return [file];
}

/** Which files, and which below a folder, hold one of `needles` in any of four spellings; write-ahead logs included. */
export function grep(scratch: string, needles: string[], paths: string[]): string[] {
  const there = paths.filter((path) => existsSync(path));
  if (there.length === 0 || needles.length === 0) return [];
  const list = `${scratch}/needles`;
  writeFileSync(list, needles.flatMap(formsOf).join("\n"));
  try {
    return execFileSync("grep", ["-rlaFf", list, "--", ...there], { encoding: "utf8" })
      .trim()
      .split("\n");
  } catch {
    return []; // grep ends with 1 when nothing holds any
  }
}
