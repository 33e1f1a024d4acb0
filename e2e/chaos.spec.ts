// The app is killed (kill -9) while people connect, make keys, leave, and the secret is rotated: no key that somebody was told
// of is lost, and no other passed over in silence. CHAOS_KILLS and CHAOS_SEED: see `npm run chaos`.
import { expect, test } from "@playwright/test";
import { migrate } from "../lib/migrate.ts";
import { print } from "./chaos/print.ts";
import { run } from "./chaos/run.ts";
import { skipWithoutPostgres, startPostgres } from "./postgres.ts";

const LONG = Number(process.env.CHAOS_KILLS || 0);
/** The embedded database takes longer to come back, so in short it has its turn less often. */
const KILLS = LONG
  ? { embedded: Math.ceil(LONG / 2), postgres: Math.floor(LONG / 2) }
  : { embedded: 8, postgres: 17 };
const SEED = Number(process.env.CHAOS_SEED || 1);
/** Milliseconds after which the app is back, half of the times or more. In short, others have the machine too. */
const READY = LONG ? 5000 : 20_000;

async function killed(name: string, databaseUrl: string, kills: number): Promise<void> {
  test.setTimeout(90_000 + kills * 20_000);
  const found = await run(databaseUrl, kills, SEED);
  print(name, kills, SEED, found);
  const { inquiry, recoveries, told } = found;
  expect([...inquiry.faults]).toEqual([]);
  expect(told, "attempts without an end in the log").toBe(inquiry.orphans.size);
  expect(recoveries.sort((a, b) => a - b)[Math.floor(recoveries.length / 2)]).toBeLessThan(READY);
}

test("embedded: no key that the app told of is lost at a kill, and no other passed over in silence", () =>
  killed("embedded", "", KILLS.embedded));

test("PostgreSQL: no key that the app told of is lost at a kill, and no other passed over in silence", async () => {
  test.skip(!!skipWithoutPostgres, skipWithoutPostgres || "");
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase("chaos");
  await migrate({ connectionString: databaseUrl });
  await killed("PostgreSQL", databaseUrl, KILLS.postgres).finally(postgres.stop);
});
