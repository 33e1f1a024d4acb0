// A line to a PostgreSQL server that can be bad in every way a network is.
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** "held": connections stand and are taken, and not a byte comes through until the line is better. "cut": none is taken. */
type Condition = "good" | "slow" | "held" | "cut";

/** What a slow line adds to each round trip, in milliseconds. */
const DELAY = 200;

export interface Line {
  /** The database, by way of the line. */
  url: string;
  /** How the line is from now on; cutting it ends the connections there are. */
  be: (condition: Condition) => void;
  /** Changes it at the moment when a connection sends `text`, such as a word of SQL: before that arrives. */
  beAt: (text: string, condition: Condition) => void;
  stop: () => void;
}

export async function lineTo(database: URL): Promise<Line> {
  const ends = new Set<Socket>();
  let now: Condition = "good";
  const held: (() => void)[] = [];
  let trap: { text: string; condition: Condition } | undefined;
  const pass = (chunk: Buffer, to: Socket) => () => to.writable && to.write(chunk);
  const server = createServer((here) => {
    const there = connect(Number(database.port), database.hostname);
    for (const socket of [here, there]) {
      ends.add(socket.on("error", () => {}));
      socket.on("close", () => [here, there].map((each) => each.destroy() && ends.delete(each)));
    }
    here.on("data", (chunk) => {
      if (trap && chunk.includes(trap.text)) {
        be(trap.condition);
        trap = undefined;
      }
      if (now === "held") held.push(pass(chunk, there));
      else setTimeout(pass(chunk, there), now === "slow" ? DELAY : 0);
    });
    there.on("data", (chunk) => (now === "held" ? held.push(pass(chunk, here)) : here.write(chunk)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const be = (condition: Condition) => {
    now = condition;
    if (condition !== "held") for (const go of held.splice(0)) go();
    if (condition === "cut") {
      server.close();
      for (const socket of ends) socket.destroy();
    } else if (!server.listening) server.listen(port, "127.0.0.1");
  };
  const beAt: Line["beAt"] = (text, condition) => {
    trap = { text, condition };
  };
  const url = new URL(database);
  url.port = String(port);
  return { url: url.href, be, beAt, stop: () => be("cut") };
}
