// What is measured: one workload on one of the three, and what an open stream keeps in memory.
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "./talk.mjs";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @typedef {{ server: ChildProcess, upstream: ChildProcess, load: ChildProcess }} Processes */
/** @typedef {import("./stream.mjs").Target} Target */
/** @typedef {import("./stream.mjs").Times} Times */
/** @typedef {{ inTurn?: boolean, model: string, count: number, spread?: number }} Workload */
/** What the clients saw, and the seconds of CPU that the server took, and all three processes together. */
/** @typedef {{ first: Times, chunk: Times, chunks: number, seconds: number, serverCpu: number, allCpu: number }} Found */

/** @param {ChildProcess} child @returns {Promise<number>} its seconds of CPU so far */
async function cpuOf(child) {
  const { user, system } = await ask(child, "cpu");
  return (user + system) / 1e6;
}

/** @param {Processes} processes @param {Workload} workload @param {Target} target @returns {Promise<Found>} */
export async function measure({ server, upstream, load }, workload, target) {
  const all = [server, upstream, load];
  const before = await Promise.all(all.map(cpuOf));
  const found = await ask(load, workload.inTurn ? "inTurn" : "atOnce", { ...workload, target });
  const after = await Promise.all(all.map(cpuOf));
  const used = after.map((seconds, i) => seconds - (before[i] ?? 0));
  return { ...found, serverCpu: used[0], allCpu: used.reduce((sum, seconds) => sum + seconds) };
}

/**
 * Live memory of the server after a collection, in kilobytes: what one more open stream takes, how much more it is after
 * a thousand chunks, and what is still held of a stream that came to its end. The first twenty streams are not counted in the
 * first figure: they pay for what is made once.
 * @param {Processes} processes @param {number} count @param {Target} target
 */
export async function weigh({ server, upstream, load }, count, target) {
  const hold = async (/** @type {number} */ streams) => {
    await ask(load, "hold", { target, count: streams });
    await ask(load, "received", { chunks: 1 });
    return ask(server, "memory");
  };
  const few = await hold(20);
  const many = await hold(count);
  await ask(upstream, "more", { chunks: 1000 });
  await ask(load, "received", { chunks: 1001 });
  const long = await ask(server, "memory");
  await ask(load, "release");
  await sleep(500); // the server learns of it
  const before = await ask(server, "memory");
  await ask(load, "inTurn", { target, model: "bench/1-0", count: 200 });
  const after = await ask(server, "memory");
  return {
    stream: (many - few) / 1024 / count,
    growth: (long - many) / 1024 / (count + 20),
    rest: (after - before) / 1024 / 200,
  };
}
