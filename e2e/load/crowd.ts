// A crowd that reads through the app, and a few beside it who read the same straight from the provider.
import { setTimeout as pause } from "node:timers/promises";
import { ask } from "../../lib/cli/bench/talk.mjs";
import type { Stage } from "./stage.ts";

/** Chunks a second, about as fast as the quickest models write. */
const RATE = 30;
/** Who reads straight from the provider. */
const BESIDE = 10;
/** Milliseconds over which a crowd begins: people do not press Send in step. */
const SPREAD = 1000;

/** What a look finds: milliseconds that the app added to a chunk, and whether the provider works for just those who listen. */
export interface Look {
  added: { p50: number; p99: number };
  chunks: number;
  open: number;
  failures: string[];
  strays: number;
}

/** Begins `count` streams of so many seconds, and waits until all have begun. */
export async function gather(
  { clients, relayed, direct }: Stage,
  count: number,
  seconds: number,
): Promise<void> {
  const model = `load/${Math.round(seconds * RATE)}-${RATE}`;
  const beside = { name: "direct", target: direct, model, count: BESIDE, spread: SPREAD };
  const crowd = { name: "relayed", target: relayed, model, count, spread: SPREAD };
  await Promise.all([beside, crowd].map((one) => ask(clients, "begin", one)));
  await look({ clients }); // what came until all had begun does not count
}

const look = ({ clients }: Pick<Stage, "clients">) =>
  Promise.all(["relayed", "direct"].map((name) => ask(clients, "look", { name })));

/** Waits, and tells how the chunks of that time fared. */
export async function watch(stage: Stage, seconds: number): Promise<Look> {
  await pause(seconds * 1000);
  const [relayed, direct] = await look(stage);
  const open = await ask(stage.upstream, "open");
  return {
    added: { p50: relayed.p50 - direct.p50, p99: relayed.p99 - direct.p99 },
    chunks: relayed.chunks,
    open: relayed.open,
    failures: [...relayed.failures, ...direct.failures],
    strays: open - relayed.open - direct.open,
  };
}

/** Breaks the crowd off, and waits until the provider has noticed. @returns calls that are left after two seconds */
export async function disperse({ clients, upstream }: Stage): Promise<number> {
  for (const name of ["relayed", "direct"]) await ask(clients, "leave", { name });
  await pause(2000);
  return ask(upstream, "open");
}

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
