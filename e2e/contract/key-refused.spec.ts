// CONTRACT 1.4: what is no key, or none any more.
import { test } from "./fixtures.ts";
import { expectRow } from "./judge.ts";
import { needs } from "./needs.ts";

test("without a key, and with one that is none: 401", async ({ gateway, apiKey }) => {
  const last = apiKey.endsWith("0") ? "1" : "0";
  for (const path of gateway.live ? ["/key"] : ["/key", "/auth/key"]) {
    expectRow(gateway, await gateway.call(path), "noApiKey");
    expectRow(gateway, await gateway.call(path, { headers: { authorization: "Basic eDp5" } }), "noApiKey");
    for (const none of ["made-up", `sk-mg-v1-${"0".repeat(64)}`, apiKey.slice(0, -1) + last])
      expectRow(gateway, await gateway.call(path, { apiKey: none }), "badApiKey");
  }
});

test("a code is no key", async ({ gateway, newCode }) => {
  needs(gateway, "spending");
  expectRow(gateway, await gateway.call("/key", { apiKey: await newCode() }), "badApiKey");
});
