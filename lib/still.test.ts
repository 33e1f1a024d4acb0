import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { endStillConnections } from "./still.ts";

const STILL = 300;
const open = new Set<string>();
const server = createServer(async ({ url = "", socket }, response) => {
  open.add(url);
  socket.on("close", () => open.delete(url));
  if (url === "/flood") response.write(Buffer.alloc(2 ** 26));
  for (let n = 0; url === "/drip" && n < 10; n++, await pause(STILL / 3)) response.write("x");
}).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
after(() => {
  server.close();
  server.closeAllConnections();
});

test("a reader who has stopped reading, or hears nothing, is let go; one who still gets a little stays", async () => {
  endStillConnections(STILL);
  for (const path of ["/flood", "/silence", "/drip"]) {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    if (path === "/flood") socket.pause();
    else socket.resume();
  }
  await pause(STILL / 2);
  assert.deepEqual([...open].sort(), ["/drip", "/flood", "/silence"]);
  await pause(3 * STILL);
  assert.deepEqual([...open], ["/drip"]);
});
