// Two instances of the app on one PostgreSQL, behind one address.
import { migrate } from "../lib/migrate.ts";
import { startBalancer } from "./balancer.ts";
import { type App, health, randomSecret, startApp } from "./instance.ts";
import { startPostgres } from "./postgres.ts";

/**
 * Starts both, as one App: `sql` is their database, `log` what either printed, and `stop` looks through everything of
 * both. The sandbox remembers in its own process what was spent, so both speak to that of the first.
 */
export async function startPair(): Promise<App> {
  const postgres = await startPostgres();
  const DATABASE_URL = await postgres.createDatabase("pair");
  await migrate({ connectionString: DATABASE_URL });
  const balancer = await startBalancer();
  const shared = {
    DATABASE_URL,
    APP_URL: balancer.url,
    APP_SECRET: randomSecret(),
    DATA_DIR: postgres.folder, // not theirs, but where stop() looks for secrets
  };
  const one = await startApp(shared);
  const two = await startApp({ ...shared, MODELGATES_URL: one.provider.url }, undefined, one.provider);
  await health(two);
  balancer.ports.push(one.port, two.port);
  const stop = async () => {
    balancer.stop();
    await two.stop().finally(one.stop).finally(postgres.stop);
  };
  return { ...one, log: () => one.log() + two.log(), exited: Promise.race([one.exited, two.exited]), stop };
}
