// What a load run stands on: the production app, a provider that sends at a pace, and clients, each a process of its own.
import { type ChildProcess, fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectMany, startApp } from "../../lib/cli/bench/app.mjs";
import type { Target } from "../../lib/cli/bench/stream.mjs";
import { ask } from "../../lib/cli/bench/talk.mjs";

const CLI = join(import.meta.dirname, "../../lib/cli");
/** Milliseconds that the provider keeps a connection for later. */
const KEEP = "1000";

export interface Stage {
  url: string;
  /** The same streams through the app, and without it. */
  relayed: Target;
  direct: Target;
  /** The same as relayed, by somebody who has no stream. */
  late: Target;
  /** Streams that the app is set to. */
  limit: number;
  server: ChildProcess;
  upstream: ChildProcess;
  clients: ChildProcess;
  stop: () => void;
}

/** Starts all of it, with as many people as `limit` streams take. */
export async function setStage(limit: number): Promise<Stage> {
  const start = (path: string, ...args: string[]) => fork(join(CLI, path), args, { execArgv: [] });
  const upstream = start("bench/upstream.mjs", KEEP);
  const clients = start("load/clients.mjs");
  const provider = `http://127.0.0.1:${await ask(upstream, "port")}`;
  const app = await startApp(provider, { STREAMS_PER_INSTANCE: String(limit) }, "");
  const json = { "content-type": "application/json" };
  const [last = "", ...cookies] = await connectMany(app.url, Math.ceil(limit / 3) + 1);
  const stop = () => {
    app.stop();
    upstream.kill();
    clients.kill();
  };
  const relayed = { url: `${app.url}/api/chat`, headers: { ...json, origin: app.url }, cookies };
  return {
    url: app.url,
    relayed,
    late: { ...relayed, cookies: [last] },
    direct: { url: `${provider}/api/v1/chat/completions`, headers: json },
    limit,
    server: app.server,
    upstream,
    clients,
    stop,
  };
}

/** Megabytes that the server has in memory: now, and at most so far. */
export function memory({ server }: Stage): { now: number; peak: number } {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) / 1024;
  return { now: of("VmRSS"), peak: of("VmHWM") };
}

/** Megabytes of the server's that are in use after a collection. */
export const inUse = async ({ server }: Stage): Promise<number> => (await ask(server, "memory")) / 2 ** 20;

/** Files and sockets that the server has open. */
export const open = ({ server }: Stage): number => readdirSync(`/proc/${server.pid}/fd`).length;

/** Seconds of CPU that the server took so far. */
export async function cpu({ server }: Stage): Promise<number> {
  const { user, system } = await ask(server, "cpu");
  return (user + system) / 1e6;
}
