// CONTRACT 1.0: what a browser asks before it sends an apiKey to another origin.
import { expectCors, list, routes } from "./cors.ts";
import { expect, test } from "./fixtures.ts";

for (const path of Object.keys(routes)) {
  test(`preflight of ${path}`, async ({ gateway }) => {
    const headers = {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    };
    const answer = await gateway.call(path, { method: "OPTIONS", headers });
    expect([answer.status, answer.body]).toEqual([204, ""]);
    expectCors(answer);
    const methods = ["get", "options", "patch", "delete", "post", "put"];
    expect(list(answer, "allow-methods")).toEqual(expect.arrayContaining(methods));
    const allowed = list(answer, "allow-headers");
    const asked = [
      "authorization",
      "content-type",
      "http-referer",
      "x-title",
      "x-session-id",
      "idempotency-key",
    ];
    expect(allowed).toEqual(expect.arrayContaining(asked));
    for (const name of ["title", "categories"])
      expect(
        allowed.some((each) => new RegExp(`^x-(modelgates|openrouter)-${name}$`).test(each)),
        name,
      ).toBe(true);
    expect(allowed.some((each) => each.startsWith("x-stainless-"))).toBe(true);
    expect(allowed, "for servers only").not.toContain("x-modelgates-metadata");
  });
}
