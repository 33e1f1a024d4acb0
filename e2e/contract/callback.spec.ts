// CONTRACT 1.1 and 4.1: where a person is sent, and that the app's own query comes back byte for byte.
import { callback_url, expect, test } from "./fixtures.ts";
import type { Gateway, Query } from "./gateway.ts";
import { needs } from "./needs.ts";
import { pageForm } from "./page.ts";

test.beforeEach(({ gateway }) => needs(gateway, "person"));

const locationOf = async (gateway: Gateway, query: Query, decision?: "approve" | "deny") => {
  const response = await gateway.decide(query, decision);
  expect(response.status).toBe(303);
  return response.headers.get("location") ?? "";
};

const CODE = "[A-Za-z0-9_-]{8,256}";
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The callback, where the additions begin, and what must follow them. */
const queries: [base: string, joint: string, fragment: string][] = [
  ["https://app.example/cb", "?", ""],
  ["https://app.example", "?", ""],
  ["https://app.example/cb?own=1", "&", ""],
  ["https://app.example/cb?a=1&a=2&b=&c&a=3", "&", ""],
  ["https://app.example/cb?x=%2f%2F+%20%C3%BC&&y=a=b", "&", ""],
  ["https://app.example/cb?path=/a/../b;c,d:e@f", "&", ""],
  ["https://app.example/cb?code=own&error=own", "&", ""],
  ["https://app.example/%7Euser/./cb?q", "&", ""],
  ["https://app.example/cb", "?", "#part"],
  ["https://app.example/cb?x=1&x=2", "&", "#/route?y=1"],
  ["http://localhost:3000/cb?state=own", "&", ""],
];
for (const [base, joint, fragment] of queries) {
  test(`${base}${fragment} comes back with additions only`, async ({ gateway }) => {
    const query = { callback_url: base + fragment, state: "s-1" };
    const approval = await locationOf(gateway, query);
    expect(approval).toMatch(
      new RegExp(`^${literally(base)}${literally(joint)}code=${CODE}&state=s-1${literally(fragment)}$`),
    );
    const denial = await locationOf(gateway, query, "deny");
    expect(denial.startsWith(`${base}${joint}error=access_denied&error_description=`)).toBe(true);
    expect(denial.endsWith(fragment)).toBe(true);
  });
}

test("state comes back unchanged on approval", async ({ gateway }) => {
  for (const state of ["abc", "a b&c=d#e%20+ü😀", "", "x".repeat(1024)]) {
    const back = new URL(await locationOf(gateway, { callback_url, state }));
    expect(back.searchParams.getAll("state").filter(Boolean)).toEqual(state ? [state] : []);
  }
  expect(new URL(await locationOf(gateway, { callback_url })).searchParams.has("state")).toBe(false);
});

test("a denial says access_denied, with neither code nor state", async ({ gateway }) => {
  const { searchParams } = new URL(await locationOf(gateway, { callback_url, state: "s-1" }, "deny"));
  expect([...searchParams.keys()]).toEqual(["error", "error_description"]);
  expect(searchParams.get("error")).toBe("access_denied");
  expect(searchParams.get("error_description")).toMatch(/\w/);
});

/** CONTRACT 0.2, C4. The third column: also refused by the documented rule about ports. */
const rules: [url: string, fine: boolean, ports?: "ports"][] = [
  ["https://app.example", true],
  ["https://app.example:443/cb", true],
  ["https://app.example:3000/cb", true],
  ["https://app.example:8443/cb", true, "ports"],
  ["http://localhost:3000", true],
  ["http://localhost/", true],
  ["http://localhost:5173/cb", true],
  ["http://127.0.0.1:8080/cb", true],
  ["http://app.example/cb", false],
  ["http://localhost.example/cb", false],
  ["http://127.0.0.1.example/cb", false],
  ["ftp://app.example/cb", false],
  ["javascript:alert(1)", false],
  ["data:text/html,x", false],
  ["//app.example/cb", false],
  ["/cb", false],
  ["app.example/cb", false],
  ["https://", false],
  ["", false],
];
for (const [url, fine, ports] of rules) {
  test(`callback_url ${url || "empty"}: the page, the decision and the API agree`, async ({
    gateway,
    apiKey,
  }) => {
    const ok = fine && !(ports && gateway.profile === "documented");
    expect((await pageForm(gateway, { callback_url: url })).action !== null, "page").toBe(ok);
    for (const decision of ["approve", "deny"] as const) {
      const response = await gateway.decide({ callback_url: url }, decision);
      expect([response.status, response.headers.has("location")], decision).toEqual(
        ok ? [303, true] : [400, false],
      );
    }
    const answer = await gateway.call("/auth/keys/code", { apiKey, json: { callback_url: url } });
    expect(answer.status, "API").toBe(ok ? 200 : 400);
  });
}
