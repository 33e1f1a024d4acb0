// Bodies that never end: nobody waits for them, and nothing keeps them.
import { connect } from "node:net";
import { expect, test } from "./app.ts";
import { HANDLERS, PAGES } from "./routes.ts";

/** The status that comes while most of the body is still to come; 0 when none does within five seconds. */
function early(url: string, method: string, path: string, framing: string): Promise<number> {
  const { port, host } = new URL(url);
  const head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${framing}\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "localhost", () => socket.write(`${head}5\r\nhello\r\n`));
    const end = (status: number) => {
      socket.destroy();
      resolve(status);
    };
    socket.setTimeout(5000, () => end(0));
    socket.on("data", (chunk) => end(Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString())?.[1])));
    socket.on("error", reject);
  });
}

/** Anybody may speak to the provider, which reads what it is sent. */
const reads = (path: string) => /^\/sandbox\/(api|auth\/decide|keys\/delete)/.test(path);
const odd = [
  "/auth/connect/",
  "/auth/connect.rsc",
  "/AUTH/connect",
  "/%61uth/connect",
  "/auth/nowhere",
  "/nowhere",
];

test("no address waits for a body that it does not read", async ({ app }) => {
  const paths = [...PAGES, ...HANDLERS.map(({ path }) => path).filter((path) => !reads(path)), ...odd];
  for (const path of paths)
    for (const method of ["GET", "POST"])
      for (const framing of ["Content-Length: 9000000", "Transfer-Encoding: chunked"]) {
        const status = await early(app.url, method, path, framing);
        expect(status, `${method} ${path} ${framing}`).toBeGreaterThan(0);
        expect(status, `${method} ${path} ${framing}`).toBeLessThan(500);
      }
});
