// The folder of the embedded database: for one process, and one user.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { startEmbedded } from "./embedded.ts";

const folder = mkdtempSync(join(tmpdir(), "folder-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const script = `import { takeFolder } from "./lib/lock.ts";
  takeFolder(${JSON.stringify(folder)});
  gc();
  console.log("taken");
  setInterval(() => {}, 1000);`;
const node = ["--expose-gc", "--conditions=react-server", "--input-type=module-typescript", "-e", script];
const other = spawn(process.execPath, node, { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => other.kill()); // a test that failed half way never came to it
await once(other.stdout, "data");

test("while another process has the folder of the embedded database, this one is refused", async () => {
  const words = `is in use by process ${other.pid} on ${hostname()}. Stop that process, or set DATA_DIR`;
  await assert.rejects(startEmbedded(folder), ({ message }: Error) => message.includes(words));
});

test("once that was killed the folder is free at once, and closed to other users", async () => {
  const ended = once(other, "exit");
  other.kill("SIGKILL");
  await ended;
  chmodSync(folder, 0o777);
  await startEmbedded(folder);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});
