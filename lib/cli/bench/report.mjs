// The figures of the bench, what each is to be, and the table of them.

/** @typedef {import("./measure.mjs").Found} Found */
/** @typedef {{ direct?: number, bare: number, relay: number }} Sample one figure of one round */
/** @typedef {(sample: Sample) => number} Compare */
/** @typedef {{ words: string, of: Compare, most?: number, least?: number }} Aim */
/** @typedef {{ label: string, samples: Sample[], added?: boolean, aim?: Aim }} Figure */

/** @type {Compare} */
export const overBare = ({ relay, bare }) => relay / bare;
/** @type {Compare} */
export const overDirect = ({ relay, direct = Number.NaN }) => relay / direct;

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ i) => sorted[Math.floor(i)] ?? Number.NaN;
  return (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2;
}

const short = (/** @type {number} */ value) => value.toFixed(Math.abs(value) < 100 ? 2 : 0);

/** The middle of the rounds, and from where to where they reach. @param {number[]} values */
function spread(values) {
  if (!values.every(Number.isFinite)) return "";
  return `${short(median(values))} (${short(Math.min(...values))}..${short(Math.max(...values))})`;
}

/** @param {Figure} figure @returns {string[]} the aim, what was found, and the verdict */
function judge({ samples, aim }) {
  if (!aim) return [];
  const { words, of, most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY } = aim;
  const found = median(samples.map(of));
  return [words, found >= least && found <= most ? "met" : "not met", spread(samples.map(of))];
}

/** @param {Figure} figure */
function line(figure) {
  const { label, samples, added } = figure;
  const middle = (/** @type {Compare} */ of) => {
    const value = median(samples.map(of));
    return Number.isFinite(value) ? short(value) : "";
  };
  const beyond = (/** @type {"bare" | "relay"} */ name) =>
    added ? `+${middle((sample) => sample[name] - (sample.direct ?? 0))}` : middle((sample) => sample[name]);
  return [
    label,
    middle(({ direct = Number.NaN }) => direct),
    beyond("bare"),
    beyond("relay"),
    spread(samples.map(overBare)),
    spread(samples.map(overDirect)),
    ...judge(figure),
  ];
}

/** Lines of cells as columns: the first to the left, numbers to the right. @param {string[][]} lines @param {number} numbers */
export function align(lines, numbers = Number.POSITIVE_INFINITY) {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, i) =>
          i > 0 && i <= numbers ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Prints the figures, one in a line. @param {Figure[]} figures */
export function print(figures) {
  const head = ["", "direct", "bare", "relay", "relay/bare", "relay/direct", "aim", "", "found"];
  console.log(align([head, ...figures.map(line)], 3));
}
