// What the browser's main thread does, task by task.
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";

/** The longest task in milliseconds: by the clock, which a busy machine lengthens, and of the processor's time. */
export interface Longest {
  tasks: number;
  clock: number;
  processor: number;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** Watches the main thread of the page while `act` runs. */
export async function longestTask(page: Page, act: () => Promise<void>): Promise<Longest> {
  const browser = page.context().browser();
  if (!browser) throw new Error("The page has no browser of its own.");
  const path = join(tmpdir(), `trace-${process.pid}.json`);
  const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline"];
  await browser.startTracing(page, { path, categories });
  await act().finally(() => browser.stopTracing());
  const { traceEvents } = JSON.parse(readFileSync(path, "utf8")) as { traceEvents: TraceEvent[] };
  rmSync(path);
  const mains = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain",
  );
  const isMain = ({ pid, tid }: TraceEvent) => mains.some((main) => main.pid === pid && main.tid === tid);
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && isMain(event));
  const longest = (field: "dur" | "tdur") => Math.max(0, ...tasks.map((task) => (task[field] ?? 0) / 1000));
  return { tasks: tasks.length, clock: longest("dur"), processor: longest("tdur") };
}
