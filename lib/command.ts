// How a command of package.json ends: in any case, since the embedded database would keep its process alive for ever.
import { fileURLToPath } from "node:url";

/**
 * Runs `main` when this is the file that node was started with, and ends the process: with 0, or with 1 after saying
 * what failed and the way out.
 * @param url the file, as its import.meta.url
 * @param hint the way out for an error with this code, such as ECONNREFUSED, 42P01 or P2021
 */
export async function command(url: string, main: () => Promise<void>, hint: (code: string) => string) {
  if (process.argv[1] !== fileURLToPath(url)) return;
  try {
    await main();
    process.exit(0);
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    // Prisma begins with the call that failed, over several lines: what follows is the cause.
    const cause = message.replace(/^\s*Invalid `.*` invocation:\s*/, "") || code;
    console.error(`${cause}.${code ? ` ${hint(code)}` : ""}`.replace("..", "."));
    process.exit(1);
  }
}
