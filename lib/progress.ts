// How far a long command is.

const WIDTH = 30;
const EVERY = 10_000;

/**
 * Says how far a command is: a bar on a terminal, elsewhere a plain line at once and then every ten seconds.
 * @returns to be called whenever something was done, with how much of how much
 */
export function progress(label: string, out = process.stdout): (done: number, total: number) => void {
  let next = 0;
  return (done, total) => {
    const now = performance.now();
    const ended = done >= total;
    if (total === 0 || (now < next && !(ended && next < Infinity))) return;
    next = ended ? Infinity : now + (out.isTTY ? 50 : EVERY);
    const text = `${label}: ${done} of ${total}`;
    const full = Math.floor((WIDTH * done) / total);
    const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    out.write(out.isTTY ? `\r${bar} ${text}${ended ? "\n" : ""}` : `${text}\n`);
  };
}
