// What must be nowhere: every apiKey, code, verifier, state, session id and secret that an app under test ever had, looked
// for in every answer it gave, in its log and in its data, whatever the tests before were about.
import { spawnSync } from "node:child_process";
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

/** What an answer may hold, by its path. The start of an attempt names its state: to the provider, by way of the browser. */
const kindOf = (answer: string) =>
  answer.startsWith("/auth/connect ")
    ? "start"
    : /^\/(inspect|learn\/lab) /.test(answer)
      ? "inspector"
      : "other";

/** Parts the answers into a file for each kind, and collects the cookies that they set. */
async function sort({ answers, scratch }: Places) {
  const files = {
    start: `${scratch}/starts`,
    inspector: `${scratch}/inspectors`,
    other: `${scratch}/answers`,
  };
  const to = {
    start: openSync(files.start, "w"),
    inspector: openSync(files.inspector, "w"),
    other: openSync(files.other, "w"),
  };
  const cookies = new Set<string>();
  for await (const answer of answersIn(answers)) {
    for (const [cookie] of answer.matchAll(/Fe26\.2\*[\w*~.-]+/g)) cookies.add(cookie);
    writeSync(to[kindOf(answer)], `${answer}\n@@ `, null, "latin1");
  }
  for (const file of Object.values(to)) closeSync(file);
  return { ...files, cookies };
}

/** What is sealed in cookies that were set: session ids, states, verifiers. */
async function sealedIn(cookies: Iterable<string>, secrets: string[]) {
  const found = { states: [] as string[], verifiers: [] as string[], ids: [] as string[] };
  for (const cookie of cookies)
    for (const secret of secrets)
      for (const purpose of ["session", "transaction", "transcript"]) {
        const password = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32)).toString("base64url");
        const { id, state, verifier } = await unsealData<Record<string, string>>(cookie, { password });
        if (state) found.states.push(state);
        if (verifier) found.verifiers.push(verifier);
        if (id) found.ids.push(id);
      }
  return found;
}

const FORMS = ["utf8", "hex", "base64", "base64url"] as const;
const formsOf = (secret: string) =>
  FORMS.map((form) => Buffer.from(secret).toString(form).replace(/=+$/, ""));

/** What a test made up in a secret's place, such as "x" or an address, would be found everywhere. */
const isToken = (text: string) => /^[\w+/=-]{16,}$/.test(text);

/**
 * @param known apiKeys, codes and verifiers that the provider saw
 * @param secrets the app's own
 * @returns a line for each place that holds one; nothing of what it holds
 */
export async function findLeaks(places: Places, known: string[], secrets: string[]): Promise<string[]> {
  const { scratch, log, data } = places;
  const answers = await sort(places);
  const { states, verifiers, ids } = await sealedIn(answers.cookies, secrets);
  const always = [...ids, ...secrets, ...known.filter((value) => value.startsWith("sk-"))].filter(isToken);
  const needles = [...always, ...known, ...verifiers].filter(isToken);
  writeFileSync(`${scratch}/log`, log, "latin1");
  return [
    ...grep(scratch, always, [answers.inspector]), // an attempt that is over: its code and verifier are spent, or withheld
    ...grep(scratch, needles, [answers.start]),
    ...grep(scratch, [...needles, ...states], [answers.other, `${scratch}/log`, ...data]),
  ];
}

/** Which files, and which below a folder, hold one of `needles` in any of four spellings; write-ahead logs included. */
export function grep(scratch: string, needles: string[], paths: string[]): string[] {
  const there = paths.filter((path) => existsSync(path));
  if (there.length === 0 || needles.length === 0) return [];
  const list = `${scratch}/needles`;
  writeFileSync(list, needles.flatMap(formsOf).join("\n"));
  const { status, stdout, stderr, error } = spawnSync("grep", ["-rlaFf", list, "--", ...there], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  // It ends with 1 when nothing holds any, and with 2 as well when a file of a running app was gone before it was read.
  const gone = stderr.split("\n").every((line) => !line || line.endsWith(": No such file or directory"));
  if (error || (status !== 0 && status !== 1 && !gone)) throw error ?? new Error(stderr);
  return stdout.trim() ? stdout.trim().split("\n") : [];
}
