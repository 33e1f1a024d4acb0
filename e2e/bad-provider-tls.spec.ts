// Someone who stands where the provider should, without its certificate, is told neither code nor verifier.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, health, startApp, test } from "./app.ts";
import { selfSigned } from "./certificate.ts";
import { apiKeyFor, callbackOf, Jar, problemOf } from "./jar.ts";

test("a provider whose certificate nobody vouches for is told nothing; vouched for, it is the provider", async () => {
  const { key, cert } = selfSigned("localhost");
  const scratch = mkdtempSync(join(tmpdir(), "tls-"));
  const file = join(scratch, "cert.pem");
  writeFileSync(file, cert);
  const asked: string[] = [];
  const provider = createServer({ key, cert }, (incoming, outgoing) => {
    asked.push(incoming.url ?? "");
    outgoing.writeHead(200, { "content-type": "application/json" });
    outgoing.end(JSON.stringify({ key: apiKeyFor("tls"), user_id: null }));
  });
  await new Promise<void>((listening) => provider.listen(0, "localhost", listening));
  const MODELGATES_URL = `https://localhost:${(provider.address() as AddressInfo).port}`;
  const come = async (settings: Record<string, string>) => {
    const app = await startApp({ MODELGATES_URL, ...settings });
    expect(await health(app), app.log()).toBe(200);
    const jar = new Jar(app);
    const problem = problemOf(await jar.get(callbackOf(await jar.start(), { code: "code-1" }).href));
    await app.stop();
    return problem;
  };
  expect(await come({})).toBe("exchange_failed");
  expect(asked).toEqual([]);
  expect(await come({ NODE_EXTRA_CA_CERTS: file })).toBe(null);
  expect(asked[0]).toBe("/api/v1/auth/keys");
  provider.close();
  provider.closeAllConnections();
  rmSync(scratch, { recursive: true });
});
