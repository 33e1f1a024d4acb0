// CONTRACT 1.2 and 3 item 5: what a verifier proves, and what it does not.
import { exchanged, type Terms, test } from "./fixtures.ts";
import { expectRow } from "./judge.ts";
import { needs } from "./needs.ts";
import { challenge, forms, verifier } from "./pkce.ts";
import type { Row } from "./profiles.ts";

const { S256, plain, none } = forms;
const other = "w".repeat(43);

/** How a code was asked for, with what it is exchanged, and the row it ends in. */
const cases: Record<string, [asked: Terms, proof: object, row: Row]> = {
  "another verifier": [S256.asked, { ...S256.proof, code_verifier: other }, "wrongVerifier"],
  "the challenge as verifier": [S256.asked, { ...S256.proof, code_verifier: challenge }, "wrongVerifier"],
  "a verifier cut short": [
    S256.asked,
    { ...S256.proof, code_verifier: verifier.slice(0, -1) },
    "wrongVerifier",
  ],
  "an empty verifier": [S256.asked, { ...S256.proof, code_verifier: "" }, "wrongVerifier"],
  "a verifier with a space": [S256.asked, { ...S256.proof, code_verifier: `${verifier} ` }, "wrongVerifier"],
  "no verifier": [S256.asked, { code_challenge_method: "S256" }, "wrongVerifier"],
  "another verifier, plain": [plain.asked, { ...plain.proof, code_verifier: other }, "wrongVerifier"],
  "its hash, plain": [plain.asked, { ...plain.proof, code_verifier: challenge }, "wrongVerifier"],
  "no verifier, plain": [plain.asked, { code_challenge_method: "plain" }, "wrongVerifier"],
  "a verifier without a challenge": [none.asked, { code_verifier: verifier }, "wrongVerifier"],
  "plain after S256": [S256.asked, { ...plain.proof, code_verifier: challenge }, "otherMethod"],
  "S256 after plain": [plain.asked, S256.proof, "otherMethod"],
  "no method after S256": [S256.asked, { code_verifier: verifier }, "otherMethod"],
  "a null method after S256": [
    S256.asked,
    { code_verifier: verifier, code_challenge_method: null },
    "otherMethod",
  ],
  "S256 after none": [none.asked, S256.proof, "otherMethod"],
  "nothing after S256": [S256.asked, {}, "otherMethod"],
};
for (const [name, [asked, proof, row]] of Object.entries(cases)) {
  test(`${name}: refused, and the code is not burned`, async ({ gateway, newCode }) => {
    needs(gateway, "undecided");
    const code = await newCode(asked);
    expectRow(gateway, (await gateway.exchange({ code, ...proof })).answer, row);
    const right = Object.values(forms).find((form) => form.asked === asked)?.proof;
    await exchanged(gateway, code, right);
  });
}

/** Not what S256 means, however near: it is base64url without padding. */
const near = {
  "a padded challenge": `${challenge}=`,
  "a challenge in hex": Buffer.from(challenge, "base64url").toString("hex"),
  "a challenge in plain base64": Buffer.from(challenge, "base64url").toString("base64").replace(/=$/, ""),
};
for (const [name, code_challenge] of Object.entries(near)) {
  test(`${name} matches nothing`, async ({ gateway, newCode }) => {
    needs(gateway, "undecided");
    const code = await newCode({ code_challenge, code_challenge_method: "S256" });
    expectRow(gateway, (await gateway.exchange({ code, ...S256.proof })).answer, "wrongVerifier");
  });
}
