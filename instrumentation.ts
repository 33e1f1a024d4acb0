/** Runs once before the server takes requests: a faulty setting or a locked database stops the start, in words. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    try {
      const { start } = await import("./lib/start.ts");
      await start(process.env.NODE_ENV === "development");
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    }
  }
}
