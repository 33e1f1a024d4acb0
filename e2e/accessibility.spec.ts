// Every page in every state, in both themes, narrow and wide: nothing that axe finds, no sideways scroll, no motion.
import { expectAccessible } from "./accessibility.ts";
import { chat } from "./accessibility-chat.ts";
import { pages } from "./accessibility-pages.ts";
import { test } from "./app.ts";
import { connect } from "./person.ts";

test.use({
  // What the browser mentions in its console in the states of failure; 441 is a page that failed on the server.
  expectedErrors: /status of [45]\d\d|INCOMPLETE_CHUNKED|INTERNET_DISCONNECTED|React error #441/,
  // The faults name their places, and a trace would hold axe itself four times over for each state.
  trace: "off",
});

for (const [state, reach] of Object.entries(pages)) {
  test(`accessible: ${state}`, async ({ page, app }) => {
    await reach(page, app);
    await expectAccessible(page);
  });
}

for (const [state, reach] of Object.entries(chat)) {
  test(`accessible: chat, ${state}`, async ({ page, app }) => {
    await connect(page);
    await reach(page, app);
    await expectAccessible(page);
  });
}
