// The same over the real handlers: where does a person end up who began with a hostile return path?
import { expect, test } from "./app.ts";
import { callbackOf, Jar, takeAnyCode } from "./jar.ts";
import { RETURN_PATHS } from "./return-paths.ts";

test("a hostile return path ends on this app's own origin, after an approval and after a denial", async ({
  app,
}) => {
  takeAnyCode(app);
  const jar = new Jar(app);
  const sample = RETURN_PATHS.filter((_, i) => i % 12 === 0);
  expect(sample.length).toBeGreaterThan(100);
  for (const [i, return_to] of sample.entries()) {
    const attempt = await jar.start({ return_to });
    const query: Record<string, string> = i % 10 === 9 ? { error: "access_denied" } : { code: `code-${i}` };
    const { status, location, body } = await jar.get(callbackOf(attempt, query).href);
    const { origin, pathname, searchParams } = new URL(location);
    expect([status, origin, body], JSON.stringify(return_to)).toEqual([303, app.url, ""]);
    expect(pathname, JSON.stringify(return_to)).not.toMatch(/^[/\\]{2}/);
    expect(searchParams.get("problem")).toBe(query.error ? "denied" : null);
  }
});

/** Asked for as addresses, they meet what the framework does to slashes before any of our code. */
test("the framework's own redirects stay on this origin too", async ({ app }) => {
  const jar = new Jar(app);
  const paths = RETURN_PATHS.filter((path) => /^\/[\x21-\x7e]{1,300}$/.test(path));
  expect(paths.length).toBeGreaterThan(300);
  for (const path of paths) {
    const { status, location } = await jar.ask("GET", path);
    expect(status, path).toBeLessThan(500);
    expect(new URL(location || "/", app.url).origin, `${path} leads to ${location}`).toBe(app.url);
  }
});
