import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../prisma/client/client.ts";
import { startEmbedded } from "./embedded.ts";
import { env } from "./env.ts";
import { migrate } from "./migrate.ts";

export type { Prisma } from "../prisma/client/client.ts";

/** On globalThis: a bundler may load this module twice, and the embedded database must be opened once. */
const shared = globalThis as { modelgatesDb?: Promise<PrismaClient> | undefined };

/**
 * The one Prisma client of this process. The embedded database is started and migrated first; a real one (DATABASE_URL)
 * is migrated by `npm run db:deploy`, not here. A failed start is tried again on the next call.
 */
export function db(): Promise<PrismaClient> {
  shared.modelgatesDb ??= open().catch((error) => {
    shared.modelgatesDb = undefined;
    throw error;
  });
  return shared.modelgatesDb;
}

async function open(): Promise<PrismaClient> {
  const { databaseUrl, dataDir } = env();
  if (databaseUrl) {
    const adapter = new PrismaPg({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 5000 });
    return new PrismaClient({ adapter, errorFormat: "minimal" });
  }
  const address = await startEmbedded(dataDir);
  await migrate(address);
  return new PrismaClient({ adapter: new PrismaPg({ ...address, max: 10 }), errorFormat: "minimal" });
}
