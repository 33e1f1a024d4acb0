// Bent ciphertexts, at the one function that opens them. FUZZ_RUNS and FUZZ_SEED: see `npm run fuzz`.
import assert from "node:assert/strict";
import test from "node:test";
import { mutate } from "./cli/fuzz/mutate.ts";
import { must, Random, runs, SEED } from "./cli/fuzz/random.ts";
import { subkeys } from "./env.ts";
import { open, seal } from "./vault.ts";

const RUNS = runs(10_000);
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

test(`${RUNS} bent ciphertexts: not one opens, for its owner or any other`, {
  timeout: 60_000 + RUNS,
}, (t) => {
  t.diagnostic(`seed ${SEED}`);
  const random = new Random("ciphertexts");
  const secrets = subkeys("vault", [random.text(43, BASE64URL), random.text(43, BASE64URL)]);
  const owners = ["a", "b"].flatMap((rowId) =>
    ["sandbox", "https://modelgates.ai"].map((origin) => ({ rowId, userId: `user of ${rowId}`, origin })),
  );
  const sealed = owners.flatMap((owner) =>
    secrets.map((secret) => ({
      owner,
      text: seal(`sk-mg-v1-${random.text(64, "0123456789abcdef")}`, owner, [secret]),
    })),
  );
  const [first, ...more] = sealed.map(({ text }) => text);
  assert.ok(first);
  let refused = 0;
  for (let index = 0; index < RUNS; index++) {
    const text = mutate(random, [first, ...more], ".", 15_000);
    for (const owner of owners) {
      const own = sealed.some((one) => one.text === text && one.owner === owner);
      const apiKey = open(text, owner, secrets);
      must(own === (apiKey !== null), own ? "the genuine one does not open" : "opened", {
        index,
        text,
        owner,
      });
      if (!own) refused++;
    }
  }
  assert.ok(refused > RUNS * 3.5);
});
