// The folder of the embedded database: for one process, and one user.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { startEmbedded } from "./db.ts";

const folder = mkdtempSync(join(tmpdir(), "folder-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
const ended = new Promise((resolve) => other.on("exit", resolve));
process.on("exit", () => other.kill()); // a test that failed half way never came to it
const mark = join(folder, `lock.${other.pid}`);

test("while another process has the folder of the embedded database, this one is refused", async () => {
  writeFileSync(mark, "");
  await assert.rejects(startEmbedded(folder), new RegExp(`in use by process ${other.pid}\\.`));
  assert.ok(existsSync(mark));
});

test("once that is gone its mark is cleared, and the folder is closed to other users", async () => {
  other.kill();
  await ended;
  chmodSync(folder, 0o777);
  await startEmbedded(folder);
  assert.ok(!existsSync(mark));
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});
