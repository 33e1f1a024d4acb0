// Who owns what, by the database and by what a browser is shown.
import type { App } from "./app.ts";
import type { Jar } from "./jar.ts";

/** How many rows there are of all that a connect makes. */
export const count = async ({ sql }: App) => {
  const [row] = await sql(`SELECT (SELECT count(*)::int FROM "User") AS users,
    (SELECT count(*)::int FROM "Session") AS sessions, (SELECT count(*)::int FROM "Connection") AS connections`);
  return row as { users: number; sessions: number; connections: number };
};

/** The tails of the keys that this browser sees as its own. */
export async function tails(jar: Jar): Promise<string[]> {
  const { body } = await jar.get("/keys");
  return [...new Set([...body.matchAll(/ending in <[^>]*>(\w{4})</g)].map(([, tail = ""]) => tail))];
}
