// The parts of a load run: each puts the app under one kind of load, and gives back what it found, unjudged.
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "../../lib/cli/bench/app.mjs";
import { times } from "../../lib/cli/bench/stream.mjs";
import { ask } from "../../lib/cli/bench/talk.mjs";
import { disperse, gather, type Look, median, watch } from "./crowd.ts";
import { cpu, inUse, memory, open, type Stage } from "./stage.ts";

/**
 * Streams for so many seconds, and all the while people who connect.
 * @param idle seconds of rest before and after, in which what is kept for later is closed
 */
export async function soak(stage: Stage, count: number, seconds: number, perSecond: number, idle: number) {
  await gather(stage, count, 2); // what is made once, is made
  await rest(stage, idle);
  const before = { inUse: await inUse(stage), open: open(stage) };
  await gather(stage, count, seconds + 10);
  const looks: Look[] = [];
  const connects = connecting(stage, perSecond);
  const length = Math.min(5, seconds / 3);
  for (let past = 0; past < seconds; past += length) looks.push(await watch(stage, length));
  const connected = await connects();
  const { peak } = memory(stage);
  await rest(stage, idle);
  const after = { inUse: await inUse(stage), open: open(stage) };
  return { looks, connected, peak, before, after };
}

/** Everybody leaves, and keeps no connection for later. */
async function rest(stage: Stage, seconds: number): Promise<void> {
  await disperse(stage);
  await ask(stage.clients, "hangUp");
  await pause(seconds * 1000);
}

/** Connects people until it is called. @returns how many did, and how long the slower ones took, in milliseconds */
function connecting({ url }: Stage, perSecond: number) {
  const took: number[] = [];
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  const one = async () => {
    const began = performance.now();
    await connect(url).then(
      () => took.push(performance.now() - began),
      (error) => failures.push(error.message),
    );
  };
  const timer = setInterval(() => {
    const begun = one().finally(() => underWay.delete(begun));
    underWay.add(begun);
  }, 1000 / perSecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
    return { count: took.length, failures, ...times(took) };
  };
}

/** So many streams for so many seconds: what each chunk pays for it, and the server. */
export async function step(stage: Stage, count: number, seconds: number) {
  await gather(stage, count, seconds + 10);
  const [began, used] = [performance.now(), await cpu(stage)];
  const found = await watch(stage, seconds);
  const cores = (await cpu(stage)) - used;
  const share = (cores * 1000) / (performance.now() - began);
  const resident = memory(stage).now;
  return { count, ...found, share, resident, left: await disperse(stage) };
}

/** As many streams as the app is set to, and then more. */
export async function overload(stage: Stage, more: number, seconds: number) {
  await gather(stage, stage.limit, 2 * seconds + 20);
  const calm = await watch(stage, seconds);
  const asked = { target: stage.late, model: "load/1-0", count: more, spread: seconds * 800 };
  const [refusals, pressed] = await Promise.all([
    ask(stage.clients, "refused", asked),
    watch(stage, seconds),
  ]);
  return { calm, pressed, refusals: refusals as Refusal[], left: await disperse(stage) };
}

interface Refusal {
  status: number;
  retryAfter: number;
  ms: number;
}

/** People who leave at any moment: milliseconds until the provider is told, by phase. */
export async function aborts(stage: Stage, count: number, lanes: number, seed: number) {
  const cookies = stage.relayed.cookies?.slice(0, lanes);
  const { aborts, refused } = await ask(stage.clients, "abort", {
    target: stage.relayed,
    cookies,
    count,
    seed,
  });
  await pause(2000);
  const left: number = await ask(stage.upstream, "open");
  const contents = aborts.map(({ id }: Abort) => id);
  const closed: (number | null)[] = await ask(stage.upstream, "closed", { contents });
  const phases = ["before", "midway", "end"].map((phase) => {
    const waits = (aborts as Abort[]).flatMap(({ at, phase: own }, i) =>
      own === phase && typeof closed[i] === "number" ? [Math.max(0, closed[i] - at)] : [],
    );
    return { phase, count: waits.length, ...times(waits) };
  });
  return { phases, refused: refused as number, left };
}

interface Abort {
  id: string;
  at: number;
  phase: string;
}

/** Readers of ten bytes a second, of a provider that sends as fast as it is taken, beside a crowd. */
export async function drips(stage: Stage, count: number, seconds: number) {
  await gather(stage, count, 2 * seconds + 20);
  const length = 5;
  const calm = await watch(stage, length);
  const before = memory(stage).now;
  await ask(stage.clients, "drip", { target: stage.relayed, model: "load/20000-0", count });
  const looks: Look[] = [];
  let most = before;
  await watch(stage, length); // until they have taken what fits between
  for (let past = length; past < seconds; past += length) {
    looks.push(await watch(stage, length));
    most = Math.max(most, memory(stage).now);
  }
  await ask(stage.clients, "stopDrips");
  const left = await disperse(stage);
  const pressed = median(looks.map(({ added }) => added.p99));
  const failures = looks.flatMap(({ failures }) => failures);
  return { calm: calm.added.p99, pressed, failures, each: (most - before) / count, left };
}
