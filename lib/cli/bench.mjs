// `npm run bench`: what the relay adds to a call of the provider, beside a route that only passes the stream on, and beside
// no server in between. All on this machine, in rounds that take turns, so that whatever else runs here slows all three
// alike: the ratios count. It is no gate: it ends well whatever it finds. `npm run bench -- --quick` takes about two minutes.
import { fork } from "node:child_process";
import { resolve } from "node:path";
import { buildCopy, connectMany, startApp } from "./bench/app.mjs";
import { measure, weigh } from "./bench/measure.mjs";
import { overBare, overDirect, print } from "./bench/report.mjs";
import { ask } from "./bench/talk.mjs";
import { fail, prepare, stopping } from "./setup.mjs";

/** @typedef {import("./bench/report.mjs").Figure} Figure */
/** @typedef {import("./bench/report.mjs").Sample} Sample */
/** @typedef {import("./bench/measure.mjs").Found} Found */

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 2 : 3;
const CHUNKS = quick ? 150 : 500;
const HELD = quick ? 50 : 100;

/** The paces leave two cores some air: on a full machine a delay tells of the queue and not of the server. */
const WORKLOADS = {
  turn: { model: "bench/1-0", count: quick ? 150 : 300, inTurn: true },
  one: { model: `bench/${CHUNKS}-100`, count: 1 },
  fifty: { model: `bench/${CHUNKS}-100`, count: 50, spread: 500 },
  many: { model: `bench/${CHUNKS}-50`, count: 200, spread: 2000 },
  flood: { model: `bench/${quick ? 2000 : 5000}-0`, count: 10 },
};

/** @typedef {keyof typeof WORKLOADS} Workload */
/** @typedef {Record<Workload, Record<keyof Sample, Found>>} Round */
/** @typedef {Awaited<ReturnType<typeof weigh>>} Weight */
/** @typedef {{ bare: Weight, relay: Weight }} Weights */

const PER_BARE = { words: "at most 1.10 of bare", of: overBare, most: 1.1 };

/** @param {Round[]} rounds @param {Weights[]} weights @returns {Figure[]} */
function figures(rounds, weights) {
  const pair =
    (/** @type {keyof Weights["bare"]} */ name) =>
    (/** @type {Weights} */ { bare, relay }) => ({
      bare: bare[name],
      relay: relay[name],
    });
  /** @type {(label: string, workload: Workload, of: (found: Found) => number, more?: Partial<Figure>) => Figure} */
  const figure = (label, workload, of, more) => {
    const samples = rounds.map(({ [workload]: { direct, bare, relay } }) => ({
      direct: of(direct),
      bare: of(bare),
      relay: of(relay),
    }));
    return { label, samples, ...more };
  };
  /** @type {typeof figure} Milliseconds, of which bare and relay show what they add. */
  const time = (label, workload, of, more) => figure(label, workload, of, { added: true, ...more });
  const perThousand = (/** @type {"serverCpu" | "allCpu"} */ cpu) => (/** @type {Found} */ found) =>
    (found[cpu] * 1e6) / found.chunks;
  /** Direct has no server between. @type {(figure: Figure) => Figure} */
  const served = ({ samples, ...rest }) => ({
    ...rest,
    samples: samples.map(({ bare, relay }) => ({ bare, relay })),
  });
  const soon = {
    words: "at most 1 ms over bare",
    of: (/** @type {Sample} */ s) => s.relay - s.bare,
    most: 1,
  };
  const streams = (
    /** @type {string} */ n,
    /** @type {Workload} */ workload,
    /** @type {Partial<Figure>} */ more,
  ) => [
    time(`${n}: first token, median ms`, workload, ({ first }) => first.p50),
    time(`${n}: first token, p99 ms`, workload, ({ first }) => first.p99),
    time(`${n}: a chunk, median ms`, workload, ({ chunk }) => chunk.p50),
    time(`${n}: a chunk, p99 ms`, workload, ({ chunk }) => chunk.p99, more),
    served(figure(`${n}: CPU of the server, ms per 1,000 chunks`, workload, perThousand("serverCpu"), more)),
    figure(`${n}: CPU with both ends, ms per 1,000 chunks`, workload, perThousand("allCpu")),
  ];
  const kilobytes = (/** @type {Sample} */ { relay }) => relay;
  return [
    time("In turn: first token, median ms", "turn", ({ first }) => first.p50, { aim: soon }),
    time("In turn: first token, p99 ms", "turn", ({ first }) => first.p99),
    ...streams("1 stream", "one", {}),
    ...streams("50 streams", "fifty", { aim: PER_BARE }),
    ...streams("200 streams", "many", {}),
    figure("Flood: thousand chunks a second", "flood", ({ chunks, seconds }) => chunks / seconds / 1000, {
      aim: { words: "at least 0.75 of direct", of: overDirect, least: 0.75 },
    }),
    {
      label: "Memory of an open stream, KB",
      samples: weights.map(pair("stream")),
      aim: { words: "at most 80 KB", of: kilobytes, most: 80 },
    },
    {
      label: "Its growth in 1,000 chunks, KB",
      samples: weights.map(pair("growth")),
      aim: { words: "under 5 KB", of: kilobytes, most: 5 },
    },
    { label: "What is left of it at its end, KB", samples: weights.map(pair("rest")) },
  ];
}

async function main() {
  await prepare();
  const start = (/** @type {string} */ name) => fork(resolve(import.meta.dirname, "bench", name));
  const [upstream, load] = [start("upstream.mjs"), start("load.mjs")];
  const provider = `http://127.0.0.1:${await ask(upstream, "port")}`;
  await buildCopy();
  const { server, url } = await startApp(provider);
  const json = { "content-type": "application/json" };
  const targets = {
    direct: { url: `${provider}/api/v1/chat/completions`, headers: json },
    bare: { url: `${url}/api/bare`, headers: json },
    relay: { url: `${url}/api/chat`, headers: { ...json, origin: url }, cookies: await connectMany(url, 70) },
  };
  const processes = { server, upstream, load };
  const names = /** @type {(keyof typeof targets)[]} */ (Object.keys(targets));

  console.log("Warming up");
  for (const name of names)
    for (const workload of [WORKLOADS.turn, WORKLOADS.flood])
      await measure(processes, workload, targets[name]);
  /** @type {Round[]} */
  const rounds = [];
  for (let i = 1; i <= ROUNDS; i++) {
    console.log(`Round ${i} of ${ROUNDS}`);
    const round = /** @type {Round} */ ({ turn: {}, one: {}, fifty: {}, many: {}, flood: {} });
    for (const workload of /** @type {Workload[]} */ (Object.keys(WORKLOADS))) {
      for (const name of names)
        round[workload][name] = await measure(processes, WORKLOADS[workload], targets[name]);
      names.unshift(...names.splice(-1)); // nobody is always the first
    }
    rounds.push(round);
  }
  console.log("Weighing");
  await weigh(processes, HELD, targets.bare); // the first takes what stays
  /** @type {Weights[]} */
  const weights = [];
  for (let i = 0; i < 2; i++) {
    const bare = await weigh(processes, HELD, targets.bare);
    weights.push({ bare, relay: await weigh(processes, HELD, targets.relay) });
  }
  print(figures(rounds, weights));
  process.exit(stopping ? 130 : 0);
}

await main().catch(fail);
