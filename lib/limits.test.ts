// Whose request it is, and how much of it: what a client may claim changes neither.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { clientAddress, network } from "./address.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { countConnect, countMessage, STREAMS_PER_USER, takePlace } from "./limits.ts";

Object.assign(process.env, {
  APP_URL: "http://localhost:3000",
  APP_SECRET: randomBytes(32).toString("base64url"),
  DATABASE_URL: "",
  CONNECTS_PER_MINUTE: "5",
  MESSAGES_PER_MINUTE: "4",
});
const settings = env();

const from = (headers: Record<string, string>) => new Request("http://localhost:3000/", { headers });
const codeOf = (error: unknown) => (error instanceof Problem ? error.code : error);

/** How many of `tries` are let through before the first is not. */
async function passing(tries: number, act: (n: number) => Promise<unknown>): Promise<number> {
  for (let n = 0; n < tries; n++) {
    const refused = await act(n).then(
      () => null,
      (error: Problem) => error,
    );
    if (!refused) continue;
    assert.ok(refused instanceof Problem, String(refused));
    assert.ok((refused.retryAfter ?? 0) >= 1 && (refused.retryAfter ?? 0) <= 60);
    return n;
  }
  return tries;
}

test("an address is one client, an IPv6 /64 too, however it is written", () => {
  const same = [
    [
      "2001:db8:1:2::1",
      "2001:DB8:1:2:ffff::9",
      "2001:0db8:0001:0002:0:0:0:1",
      "2001:db8:1:2::1%eth0",
      "[2001:db8:1:2::5]:4711",
    ],
    ["::1", "0:0:0:0:0:0:0:1", "::2"],
    ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207", "192.0.2.7:4711", "[::ffff:192.0.2.7]:4711"],
    ["", "garbage", "999.9.9.9", "<script>", "1.2.3.4, 5.6.7.8", "1.2.3.4:x", "unknown"],
  ];
  const networks = same.map((all) => new Set(all.map(network)));
  for (const found of networks) assert.equal(found.size, 1, [...found].join());
  assert.equal(new Set(networks.flatMap((found) => [...found])).size, same.length);
  assert.notEqual(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
});

test("X-Forwarded-For counts where a proxy is configured, and from the proxy's side alone", () => {
  const headers = new Headers({
    "x-peer-address": "192.0.2.1",
    "x-forwarded-for": "9.9.9.9, 198.51.100.2, 203.0.113.3",
  });
  assert.equal(clientAddress(headers), "192.0.2.1");
  for (const [proxies, address] of [
    [1, "203.0.113.3"],
    [2, "198.51.100.2"],
    [4, null],
  ] as const) {
    settings.proxies = proxies;
    assert.equal(clientAddress(headers), address);
  }
  settings.proxies = 0;
  settings.secure = true; // then the peer is the proxy that ends TLS, and stands for everybody
  assert.equal(clientAddress(headers), null);
  settings.secure = false;
});

test("connects are counted for each address, whatever the client says of itself", async () => {
  const spoof = (n: number) => ({
    "x-peer-address": "192.0.2.1",
    "x-forwarded-for": `10.0.0.${n}`,
    forwarded: `for=10.0.0.${n}`,
  });
  assert.equal(await passing(9, (n) => countConnect(from(spoof(n)))), 5);
  assert.equal(await passing(9, () => countConnect(from({ "x-peer-address": "192.0.2.2" }))), 5);
  settings.secure = true; // nobody's address is known, so all share ten times as much
  assert.equal(await passing(90, (n) => countConnect(from(spoof(n)))), 50);
  settings.secure = false;
});

test("messages are counted for each user", async () => {
  assert.equal(await passing(9, () => countMessage("one")), 4);
  assert.equal(await passing(9, () => countMessage("two")), 4);
});

test("a user has three places at once, an instance 200, and each is free again once", () => {
  const take = (user: string) => {
    try {
      return takePlace(user);
    } catch (error) {
      return codeOf(error);
    }
  };
  const own = Array.from({ length: STREAMS_PER_USER }, () => take("one"));
  assert.equal(take("one"), "too_many_streams");
  const leave = own[0];
  assert.ok(typeof leave === "function");
  leave();
  leave(); // a second time it frees nobody else's
  assert.equal(typeof take("one"), "function");
  assert.equal(take("one"), "too_many_streams");
  const others = Array.from({ length: 200 - STREAMS_PER_USER }, (_, n) => take(`other ${n}`));
  assert.ok(others.every((place) => typeof place === "function"));
  assert.equal(take("late"), "full");
  for (const place of others) if (typeof place === "function") place();
  assert.equal(typeof take("late"), "function");
});
