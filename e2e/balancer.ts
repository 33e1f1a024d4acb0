// One address for several instances, as a load balancer is: each request goes to any of them, whoever sent the last one.
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { randomFrom } from "../lib/cli/fuzz/random.ts";

/** Streams both ways, and takes a hang-up on either side to the other. */
export interface Balancer {
  url: string;
  /** The ports of the instances, when they are there. */
  ports: number[];
  stop: () => void;
}

/** Listens on localhost. BALANCER_SEED repeats its choices: whoever repeats a failure sets what it printed. */
export async function startBalancer(): Promise<Balancer> {
  const seed = Number(process.env.BALANCER_SEED || Date.now() % 1_000_000);
  console.log(`Balancer: BALANCER_SEED=${seed}`);
  const random = randomFrom(seed);
  const ports: number[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, rawHeaders: headers } = incoming;
    const port = ports[Math.floor(random() * ports.length)];
    const onward = request(
      { host: "localhost", port, method, path, headers, agent: false, setHost: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.on("close", () => answer.complete || outgoing.destroy());
        answer.pipe(outgoing);
      },
    );
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, ports, stop };
}
