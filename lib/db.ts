// The database of this process: any PostgreSQL by DATABASE_URL, else PGlite behind a private socket. The app speaks
// PostgreSQL to either.
import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../prisma/client/client.ts";
import { type Embedded, startEmbedded } from "./embedded.ts";
import { env } from "./env.ts";
import { migrate } from "./migrate.ts";
import { poolOf } from "./pool.ts";

export { Prisma } from "../prisma/client/client.ts";

/** On globalThis: a bundler may load this module twice, and the embedded database must be opened once. */
const shared = globalThis as { modelgatesDb?: Promise<PrismaClient>; modelgatesEmbedded?: Embedded };

/**
 * The one Prisma client of this process. The embedded database is started and migrated first; a real one (DATABASE_URL)
 * is migrated by `npm run db:deploy`, not here.
 */
export function db(): Promise<PrismaClient> {
  shared.modelgatesDb ??= open();
  return shared.modelgatesDb;
}

/** Whether the database answers: what `/api/health` tells, and all it tells. */
export async function isDatabaseUp(): Promise<boolean> {
  try {
    await (await db()).$queryRaw`SELECT 1`;
    return true;
  } catch {
    return false;
  }
}

/** Ends its connections, and the embedded database: the last that a process does. */
export async function closeDatabase(): Promise<void> {
  await (await shared.modelgatesDb)?.$disconnect();
  await shared.modelgatesEmbedded?.close();
}

async function open(): Promise<PrismaClient> {
  const { databaseUrl, dataDir } = env();
  if (databaseUrl) {
    return new PrismaClient({ adapter: new PrismaPg(poolOf(databaseUrl)), errorFormat: "minimal" });
  }
  shared.modelgatesEmbedded = await startEmbedded(dataDir);
  const { address } = shared.modelgatesEmbedded;
  await migrate(address);
  return new PrismaClient({ adapter: new PrismaPg({ ...address, max: 10 }), errorFormat: "minimal" });
}
