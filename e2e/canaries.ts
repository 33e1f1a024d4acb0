// What must be nowhere: every apiKey, code, verifier, state, session id and secret that an app under test ever had, looked
// for in every answer it gave, in its log and in its data, whatever the tests before were about.
import { execFileSync } from "node:child_process";
import { hkdfSync } from "node:crypto";
import { closeSync, createReadStream, existsSync, openSync, writeFileSync, writeSync } from "node:fs";
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

/** What tee.mjs wrote, answer by answer: after a long run it is more than one string holds. Not the sandbox's: it knows all of this. */
async function* answersIn(file: string): AsyncGenerator<string> {
  if (!existsSync(file)) return;
  let rest = "";
  for await (const chunk of createReadStream(file, { encoding: "latin1", highWaterMark: 2 ** 20 })) {
    const answers = `${rest}${chunk}`.split("\n@@ ");
    rest = answers.pop() ?? "";
    for (const answer of answers) if (!answer.startsWith("/sandbox")) yield answer;
  }
  if (!rest.startsWith("/sandbox")) yield rest;
}

/** Parts the answers into two files, and collects the cookies that they set. */
async function sort(places: Places) {
  const starts = `${places.scratch}/answers-to-starts`;
  const others = `${places.scratch}/answers`;
  const cookies = new Set<string>();
  const [toStarts, toOthers] = [openSync(starts, "w"), openSync(others, "w")];
  for await (const answer of answersIn(places.answers)) {
    for (const [cookie] of answer.matchAll(/Fe26\.2\*[\w*~.-]+/g)) cookies.add(cookie);
    // Only the start of an attempt names its state: to the provider, by way of the browser.
    writeSync(answer.startsWith("/auth/connect ") ? toStarts : toOthers, `${answer}\n@@ `, null, "latin1");
  }
  for (const file of [toStarts, toOthers]) closeSync(file);
  return { starts, others, cookies };
}

/** What is sealed in cookies that were set: session ids, states, verifiers. */
async function sealedIn(cookies: Iterable<string>, secrets: string[]) {
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
  const { scratch, log, data } = places;
  const answers = await sort(places);
  const { states, others } = await sealedIn(answers.cookies, secrets);
  // What a test made up in their place, such as "x" or an address, would be found everywhere.
  const needles = [...new Set([...known, ...others, ...secrets])].filter((text) =>
    /^[\w+/=-]{16,}$/.test(text),
  );
  writeFileSync(`${scratch}/log`, log, "latin1");
  return [
    ...grep(scratch, needles, [answers.starts]),
    ...grep(scratch, [...needles, ...states], [answers.others, `${scratch}/log`, ...data]),
  ];
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
