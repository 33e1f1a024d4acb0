// The app as it is deployed: behind something that speaks https for it, at the address https://app.example.
import { request } from "node:http";
import { Agent, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Browser, test as base, type LaunchOptions, type PlaywrightWorkerArgs } from "@playwright/test";
import { type App, startApp } from "./app.ts";
import { selfSigned } from "./certificate.ts";
import { ask } from "./raw.ts";

const HOST = "app.example";

/** An app behind https. */
export interface SecureApp extends App {
  /** The port of the terminator, and an agent for which the name leads there. */
  entrance: number;
  agent: Agent;
  /** What the terminator shows for itself, as PEM. */
  cert: string;
}

/** Starts the app and its terminator; `app.url` is https://app.example, which only the browser below finds. */
export async function startSecureApp(): Promise<SecureApp> {
  const app = await startApp({ APP_URL: `https://${HOST}` });
  const identity = selfSigned(HOST);
  let port = 0; // the app's own: it prints it
  const server = createServer(identity, (incoming, outgoing) => {
    const { method, url: path } = incoming;
    const headers = { ...incoming.headers, "x-forwarded-proto": "https" };
    const onward = request({ host: "localhost", port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port: entrance } = server.address() as AddressInfo;
  const agent = new Agent({ host: "127.0.0.1", port: entrance, rejectUnauthorized: false });
  const isUp = async () => {
    port = Number(/localhost:(\d+)/.exec(app.log())?.[1] ?? 0);
    return port > 0 && (await ask(app.url, "/api/health", { agent }).catch(() => null))?.status === 200;
  };
  for (let tries = 300; !(await isUp()); tries--) {
    if (tries === 0) throw new Error(app.log());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await app.stop();
  };
  return { ...app, entrance, agent, cert: identity.cert, stop };
}

type Playwright = PlaywrightWorkerArgs["playwright"];

/** A browser for which the name leads to the terminator, port 443 and all. */
const openBrowser = ({ chromium }: Playwright, options: LaunchOptions, entrance: number): Promise<Browser> =>
  chromium.launch({
    ...options,
    args: [...(options.args ?? []), `--host-resolver-rules=MAP ${HOST}:443 127.0.0.1:${entrance}`],
  });

/** Tests that share one such app and one such browser; each has a context of its own in it. */
export const test = base.extend<object, { secure: SecureApp }>({
  secure: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const app = await startSecureApp();
      await use(app);
      await app.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  browser: [
    async ({ playwright, launchOptions, secure }, use) => {
      const browser = await openBrowser(playwright, launchOptions, secure.entrance);
      await use(browser);
      await browser.close();
    },
    { scope: "worker" },
  ],
  baseURL: ({ secure }, use) => use(secure.url),
  ignoreHTTPSErrors: true, // nobody has vouched for the certificate
});
