// What the app does under load, in short; LOAD=long is the form of `npm run load`. What is counted is judged always, and times in
// the long form alone: in short, others have the machine too.
import { existsSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { median } from "./load/crowd.ts";
import { aborts, drips, overload, soak, step } from "./load/parts.ts";
import { type Stage, setStage } from "./load/stage.ts";
import { type Line, tell } from "./load/table.ts";

const LONG = process.env.LOAD === "long";
const pick = <T>(long: T, short: T): T => (LONG ? long : short);
/** Milliseconds that the app may add to one chunk in a hundred. */
const ADDED = pick(50, undefined);

test.skip(!existsSync("/proc/self/fd"), "counts memory and open files as Linux tells them");
test.describe.configure({ mode: "default" }); // one app for all, each part after the other

let stage: Stage;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  stage = await setStage(pick(400, 24));
});
test.afterAll(() => stage.stop());

test("soak: streams and connects for minutes leave nothing behind", async () => {
  test.setTimeout(pick(600_000, 120_000));
  const found = await soak(stage, pick(100, 20), pick(300, 4), pick(5, 2), pick(7, 2));
  const { looks, connected, peak, before, after } = found;
  const failures = [...looks.flatMap(({ failures }) => failures), ...connected.failures];
  tell("soak", [
    { label: "failures", found: failures.length, most: 0 },
    { label: "chunks", found: sum(looks.map(({ chunks }) => chunks)), least: 1 },
    { label: "added to a chunk, median ms", found: median(looks.map(({ added }) => added.p50)) },
    { label: "added to a chunk, p99 ms", found: median(looks.map(({ added }) => added.p99)), most: ADDED },
    { label: "the same, worst look", found: Math.max(...looks.map(({ added }) => added.p99)) },
    { label: "calls at the provider that nobody listens to", found: strays(looks), most: 0 },
    { label: "people who connected meanwhile", found: connected.count, least: 1 },
    { label: "a connect, median ms", found: connected.p50 },
    { label: "a connect, p99 ms", found: connected.p99 },
    { label: "memory at most, MB", found: peak },
    { label: "in use before, MB", found: before.inUse },
    { label: "in use after, over before", found: after.inUse / before.inUse, most: 1.1 },
    { label: "files and sockets open before", found: before.open },
    { label: "more of them after", found: after.open - before.open, most: 2 },
  ]);
});

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const strays = (looks: { strays: number }[]) => Math.max(...looks.map(({ strays }) => Math.abs(strays)));

async function ramp(): Promise<void> {
  test.setTimeout(300_000);
  const lines: Line[] = [];
  for (const count of [50, 100, 200, 400]) {
    const { added, chunks, failures, share, resident, left } = await step(stage, count, 15);
    lines.push(
      { label: `${count} streams: failures`, found: failures.length, most: 0 },
      { label: "added to a chunk, median ms", found: added.p50 },
      { label: "added to a chunk, p99 ms", found: added.p99 },
      { label: "chunks", found: chunks, least: 1 },
      { label: "CPU of the server, cores", found: share },
      { label: "memory, MB", found: resident },
      { label: "calls left after two seconds", found: left, most: 0 },
    );
  }
  tell("ramp", lines);
}

test("overload: who is one too many is told so at once, and nobody else notices", async () => {
  test.setTimeout(120_000);
  const own = LONG ? await setStage(200) : stage; // the default
  const { calm, pressed, refusals, left } = await overload(own, pick(200, 20), pick(10, 2));
  const [first] = refusals;
  expect(refusals.map(({ status }) => status)).toEqual(refusals.map(() => 503));
  expect(first?.retryAfter).toBeGreaterThan(0);
  tell("overload", [
    { label: "refused", found: refusals.length },
    {
      label: "a refusal, median ms",
      found: median(refusals.map(({ ms }) => ms)),
      most: pick(100, undefined),
    },
    { label: "a refusal, at most ms", found: Math.max(...refusals.map(({ ms }) => ms)) },
    { label: "failures", found: calm.failures.length + pressed.failures.length, most: 0 },
    { label: "streams that go on", found: pressed.open, least: own.limit },
    { label: "added to a chunk before, p99 ms", found: calm.added.p99 },
    { label: "added to a chunk meanwhile, p99 ms", found: pressed.added.p99, most: ADDED },
    { label: "calls left after two seconds", found: left, most: 0 },
  ]);
  if (own !== stage) own.stop();
});

test("aborts: whoever leaves, at any moment, is not worked for any longer", async () => {
  test.setTimeout(300_000);
  const { phases, refused, left } = await aborts(stage, pick(10_000, 100), pick(100, 8), 1);
  tell("aborts", [
    ...phases.flatMap(({ phase, count, p50, p99, max }) => [
      { label: `${phase} of the answer: calls`, found: count, least: 1 },
      { label: "closed after, median ms", found: p50 },
      { label: "closed after, p99 ms", found: p99, most: pick(500, undefined) },
      { label: "closed after, at most ms", found: max },
    ]),
    { label: "refused", found: refused, most: 0 },
    { label: "calls left after two seconds", found: left, most: 0 },
  ]);
});

async function dripping(): Promise<void> {
  test.setTimeout(240_000);
  const { calm, pressed, failures, each, left } = await drips(stage, 100, 60);
  tell("drips", [
    { label: "failures of the others", found: failures.length, most: 0 },
    { label: "added to a chunk before, p99 ms", found: calm },
    { label: "added to a chunk meanwhile, p99 ms", found: pressed, most: ADDED },
    { label: "memory of a slow reader, MB", found: each, most: 1 },
    { label: "calls left after two seconds", found: left, most: 0 },
  ]);
}

// These two tell how much a machine bears, and have no short form.
if (LONG) {
  test("ramp: more and more streams, and none fails", ramp);
  test("drips: readers of ten bytes a second cost the others nothing, and the server little", dripping);
}
