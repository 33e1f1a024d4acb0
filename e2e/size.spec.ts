// JavaScript that a page asks for, measured in the browser: compressed bodies as they came over the wire.
import { gzipSync } from "node:zlib";
import { connect, expect, test } from "./app.ts";

const LIMITS = { "/": 145, "/chat": 200 };

for (const [path, limit] of Object.entries(LIMITS)) {
  test(`JavaScript of ${path} stays within ${limit} KB gzipped`, async ({ page }) => {
    await connect(page);
    const bodies: Promise<Buffer>[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") bodies.push(response.body());
    });
    await page.goto(path, { waitUntil: "networkidle" });
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 6 }).byteLength);
    const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1024;
    console.log(
      `${path}: ${kilobytes.toFixed(1)} KB gzipped JavaScript in ${sizes.length} files, limit ${limit} KB`,
    );
    expect(sizes.length).toBeGreaterThan(0);
    expect(kilobytes).toBeLessThanOrEqual(limit);
  });
}
