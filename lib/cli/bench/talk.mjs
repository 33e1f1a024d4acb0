// How the bench talks to the processes it measures: a question over Node's own channel, and its answer.

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

let last = 0;

/**
 * Asks a process that was started with an "ipc" channel.
 * @param {ChildProcess} child
 * @param {string} name of one of its answers
 * @param {object} [details]
 * @returns {Promise<any>}
 * @throws {Error} what it threw, or that it has ended
 */
export function ask(child, name, details = {}) {
  const id = ++last;
  return new Promise((resolve, reject) => {
    const settle = (/** @type {() => void} */ how) => {
      child.off("message", read);
      child.off("exit", ended);
      how();
    };
    const ended = () => settle(() => reject(new Error("a measured process ended")));
    const read = (/** @type {any} */ message) => {
      if (message.id !== id) return;
      settle(() => (message.error ? reject(new Error(message.error)) : resolve(message.answer)));
    };
    child.on("message", read);
    child.on("exit", ended);
    child.send({ id, name, details });
  });
}

/**
 * The other side: what this process answers, by name. All of them tell what they have used of the CPU so far.
 * @param {Record<string, (details: any) => unknown>} answers
 */
export function answer(answers) {
  /** @type {typeof answers} */
  const all = { cpu: () => process.cpuUsage(), ...answers };
  process.on("message", async (/** @type {any} */ { id, name, details }) => {
    try {
      process.send?.({ id, answer: await all[name]?.(details) });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  });
}
