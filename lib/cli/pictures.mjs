// `npm run pictures`: takes the README's pictures anew, in both themes, from the production build and its sandbox.
import { chromium } from "@playwright/test";
import { health, startApp } from "../../e2e/instance.ts";
import { complete, connect, send } from "../../e2e/person.ts";
import { findBrowser } from "./browser.mjs";
import { build } from "./demo.mjs";
import { fail, prepare } from "./setup.mjs";

const FOLDER = ".github";
const SIZE = { viewport: { width: 1000, height: 760 }, deviceScaleFactor: 1.5 };

async function main() {
  await prepare();
  await build();
  const executablePath = process.env.CHROMIUM_PATH || (await findBrowser()) || undefined;
  const app = await startApp();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  if ((await health(app)) !== 200) throw new Error(app.log());
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    const context = await browser.newContext({ ...SIZE, colorScheme, baseURL: app.url });
    const page = await context.newPage();
    await connect(page);
    await send(page, "Show me the three ways as a table, and the code of a message.");
    await complete(page);
    await page.screenshot({ path: `${FOLDER}/chat-${colorScheme}.png` });
    await context.close();
  }
  await browser.close();
  await app.stop();
  console.log(`Pictures: ${FOLDER}`);
}

await main().catch(fail);
