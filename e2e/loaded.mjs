// Loaded into the app before its first line: writes down every file that it loads. Plain JavaScript, for --import.
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED_FILE ?? "", `${url}\n`);
    return next(url, context);
  },
});
