// What every page must be, whoever reads it: WCAG 2.2 AA as far as a machine can tell, in both themes, narrow and wide.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type App, expect } from "./app.ts";

/** How a page comes into a state that is worth a look. */
export type Reach = (page: Page, app: App) => Promise<unknown>;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Both themes and both widths; a theme changes colours alone, a width all but those. 320 is 1280 at 400 % (WCAG 1.4.10). */
const LOOKS = [
  [320, "light"],
  [1440, "dark"],
] as const;

/** Looks at the page as it stands, without reloading it. All that is wrong is reported at once. */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page).toHaveTitle(/\w/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.locator("meta[name=viewport]")).toHaveCount(1);
  await expect(page.locator("meta[name=viewport]")).not.toHaveAttribute(
    "content",
    /maximum-scale|user-scalable/,
  );
  const found: string[] = [];
  for (const [width, colorScheme] of LOOKS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const faults = [...(await overflowAndMotion(page)), ...(await violations(page))];
    found.push(...faults.map((fault) => `${colorScheme}, ${width} px: ${fault}`));
  }
  expect(found).toEqual([]);
}

/** What axe has to say, one line for each place. */
async function violations(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).withTags(TAGS);
  // Legacy mode is for pages without frames, which ours are: nothing is gathered in a second, blank page.
  const { violations } = await axe.setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** What axe does not look for: a page that scrolls sideways, and one that moves although it was asked not to. */
const overflowAndMotion = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const excess = document.documentElement.scrollWidth - window.innerWidth;
    const moving = document.getAnimations().length;
    return [
      ...(excess > 0 ? [`it scrolls sideways by ${excess} px`] : []),
      ...(moving > 0 ? [`${moving} animations run`] : []),
    ];
  });
