// How far a long command is.

const WIDTH = 30;
const EVERY = 10_000;

/**
 * Says how far a command is: a bar on a terminal, elsewhere a plain line at once and then every ten seconds.
 * @returns to be called whenever something was done, with how much of how much
 */
export function progress(label: string): (done: number, total: number) => void {
  const { stdout: out } = process;
  let next = 0;
  let ended = false;
  return (done, total) => {
    const now = performance.now();
    if (ended || total === 0 || (done < total && now < next)) return;
    ended = done >= total;
    next = now + (out.isTTY ? 50 : EVERY);
    const text = `${label}: ${done} of ${total}`;
    const full = Math.floor((WIDTH * done) / total);
    const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    out.write(out.isTTY ? `\r${bar} ${text}${ended ? "\n" : ""}` : `${text}\n`);
  };
}
