// Goes into the server by `node --import`: tells the bench what the process uses. It does nothing until it is asked.
import { setTimeout as sleep } from "node:timers/promises";
import { answer } from "./talk.mjs";

answer({
  /** Bytes that are still in use when everything that can be collected has been (needs --expose-gc). */
  async memory() {
    for (let i = 0; i < 4; i++) {
      globalThis.gc?.();
      await sleep(50); // buffers are given back a little later
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
});
process.channel?.unref(); // the server ends as without it
