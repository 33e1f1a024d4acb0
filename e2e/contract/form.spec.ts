// The manners of the sandbox's forms: nothing decides in a person's name but the page that the person sees.
import { callback_url, expect, test } from "./fixtures.ts";
import { needs } from "./needs.ts";

test.beforeEach(({ gateway }) => needs(gateway, "person"));

const hash = "0b".repeat(32);
const forms = {
  "/auth/decide": new URLSearchParams({ callback_url, decision: "deny" }),
  "/keys/delete": new URLSearchParams({ hash }),
};
for (const [path, fields] of Object.entries(forms)) {
  test(`${path} takes its own page's form, and that alone`, async ({ gateway }) => {
    const status = async (headers: Record<string, string>, body: URLSearchParams | string = fields) =>
      (await gateway.post(path, body, headers)).status;
    for (const site of ["cross-site", "same-site", "none"])
      expect(await status({ "sec-fetch-site": site }), site).toBe(403);
    expect(await status({ "content-type": "text/plain" })).toBe(415);
    expect(await status({}, JSON.stringify({ hash }))).toBe(415);
    expect(await status({}, new URLSearchParams([...fields, ["more", "x".repeat(33_000)]]))).toBe(413);
    expect(await status({}, new URLSearchParams())).toBe(400);
    for (const method of ["GET", "PUT", "DELETE"]) {
      const { status, headers } = await fetch(`${gateway.url}${path}?${fields}`, { method });
      expect([status, headers.get("allow")], method).toEqual([405, "POST"]);
    }
    if (path === "/keys/delete")
      expect(await (await fetch(`${gateway.url}/keys/${hash}`)).text()).not.toContain("is deleted");
    expect(await status({ "sec-fetch-site": "same-origin" })).toBe(303);
    expect(await status({}), "no browser").toBe(303);
  });
}
