// In forced colours (Windows' contrast themes) every background becomes one: what can be pressed or filled in keeps an
// edge, and what has the focus an outline.
import type { Page } from "@playwright/test";
import type { Reach } from "./accessibility.ts";
import { chat } from "./accessibility-chat.ts";
import { pages } from "./accessibility-pages.ts";
import { expect, test } from "./app.ts";
import { connect } from "./person.ts";

test.use({ contextOptions: { forcedColors: "active" }, expectedErrors: /status of 401/ });

const SELECTOR = "button, input:not([type=hidden], [type=radio]), select, textarea, meter";

/** Which controls have no edge that stands out from what they are filled with. */
const edgeless = (page: Page): Promise<string[]> =>
  page.locator(SELECTOR).evaluateAll((controls) =>
    controls
      .filter((control) => control.checkVisibility())
      .filter((control) => getComputedStyle(control).textDecorationLine !== "underline") // reads as a link does
      .filter((control) => {
        const { borderTopWidth, borderTopStyle, borderTopColor, backgroundColor } = getComputedStyle(control);
        const drawn = borderTopStyle === "solid" && Number.parseFloat(borderTopWidth) >= 1;
        return !drawn || borderTopColor === backgroundColor;
      })
      .map((control) => control.outerHTML),
  );

/** Tabs through the whole page, from wherever it is: how many stops there are, and which show no outline. */
async function unmarkedStops(page: Page): Promise<{ stops: number; unmarked: string[] }> {
  const faults: string[] = [];
  for (let rounds = 0; rounds < 2; ) {
    await page.keyboard.press("Tab");
    const fault = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return null; // past the last stop
      if (!focused.matches(":focus")) return ""; // a button of the browser's own inside a field: it marks that itself
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      const marked = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
      return marked ? "" : focused.outerHTML;
    });
    if (fault === null) rounds++;
    else if (rounds === 1) faults.push(fault);
  }
  return { stops: faults.length, unmarked: faults.filter(Boolean) };
}

const afterConnecting =
  (reach: Reach | undefined): Reach =>
  async (page, app) => {
    await connect(page);
    await reach?.(page, app);
  };

const states: Record<string, Reach | undefined> = {
  home: pages["home, after a problem"],
  keys: pages["keys, in every health"],
  "a limited key": pages["a limited key, asked for"],
  consent: pages["consent, with the menu open"],
  chat: afterConnecting(chat["a dead key (401)"]),
};

for (const [state, reach] of Object.entries(states)) {
  test(`in forced colours, every control has an edge and every stop an outline: ${state}`, async ({
    page,
    app,
  }) => {
    await reach?.(page, app);
    expect(await edgeless(page)).toEqual([]);
    const { stops, unmarked } = await unmarkedStops(page);
    expect(stops).toBeGreaterThan(3);
    expect(unmarked).toEqual([]);
  });
}
