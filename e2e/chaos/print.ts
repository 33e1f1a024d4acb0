// What a run found, as a table.
import { facts } from "../../lib/cli/bench/facts.mjs";
import { align } from "../../lib/cli/bench/report.mjs";
import type { Run } from "./run.ts";

const KINDS = ["connect", "mint", "disconnect"];
const MOMENTS = ["before", "during", "after"];

const seconds = (milliseconds = Number.NaN) => `${(milliseconds / 1000).toFixed(2)} s`;

/** Prints what was killed and when, what became of it, and on what machine. */
export function print(
  name: string,
  kills: number,
  seed: number,
  { inquiry, recoveries, told, made }: Run,
): void {
  const { cut, ends, faults, orphans, looks, rotations, halfway } = inquiry;
  const sorted = recoveries.toSorted((a, b) => a - b);
  console.log(`\n${name}: ${kills} kills, seed ${seed}. ${facts()}`);
  console.log(
    align([
      ["cut off", "before its key was made", "before it was stored", "before the answer"],
      ...KINDS.map((kind) => [kind, ...MOMENTS.map((moment) => String(cut.get(`${kind} ${moment}`) ?? 0))]),
    ]),
  );
  console.log(`rotations killed: ${rotations}; keys were under both secrets after ${halfway} of them`);
  console.log(
    `keys made: ${made}. Of those that nobody was told of: ${ends.stored} stored and listed, ${ends.told} not stored, and ` +
      `their people told; ${ends.unreached} stored for a newcomer who never got a session`,
  );
  console.log(`attempts without an end: ${orphans.size}, in the log: ${told}`);
  console.log(
    `back after: median ${seconds(sorted[Math.floor(sorted.length / 2)])}, at most ${seconds(sorted.at(-1))}`,
  );
  console.log(`lost, wrong, twice or unreadable, in ${looks} looks: ${faults.size}`);
}
