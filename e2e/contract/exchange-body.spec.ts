// CONTRACT 1.2: a body that cannot be read as an exchange.
import { test } from "./fixtures.ts";
import { expectRow } from "./judge.ts";
import { needs } from "./needs.ts";

const misfits: Record<string, unknown> = {
  "no code": {},
  "a numeric code": { code: 5 },
  "a null code": { code: null },
  "an unknown method": { code: "x", code_challenge_method: "S512" },
  "a method in lower case": { code: "x", code_challenge_method: "s256" },
  "a numeric verifier": { code: "x", code_verifier: 5 },
  "an array": [],
  null: null,
  "a string": "code",
};
for (const [name, json] of Object.entries(misfits)) {
  test(`${name} does not fit`, async ({ gateway }) => {
    if (!["no code", "an unknown method"].includes(name)) needs(gateway, "load");
    expectRow(gateway, await gateway.call("/auth/keys", { json }), "misfit");
  });
}

test("a body that is no JSON is refused", async ({ gateway }) => {
  for (const raw of gateway.live ? ["{"] : ["{", "", "code=x", '{"code":"x"}}', "\u0000"])
    expectRow(gateway, await gateway.call("/auth/keys", { method: "POST", raw }), "notJson");
});
