// Breakages of what a request must be before it may do anything, and of how it is answered.
/** @import { Guard } from "./list.mjs" */

const ORIGIN = "lib/connect.test.ts: only this app's own pages may change something";
const RETURN = "lib/connect.test.ts: a hostile return path falls back, and no path ever leaves this origin";
const REDIRECT =
  "lib/answers.test.ts: every redirect is a 303 that nobody keeps, and leaving empties the storage";
const FORM = "lib/answers.test.ts: a form of another site, or one longer than any of ours, does nothing";

/** @type {Guard[]} */
export const requests = [
  {
    name: "fetch-metadata",
    file: "lib/request.ts",
    old: 'if (site !== null && site !== "same-origin") return false;',
    new: "",
    test: ORIGIN,
  },
  {
    name: "origin-compared",
    file: "lib/request.ts",
    old: ": origin === env().appUrl;",
    new: ": env().appUrl !== null;",
    test: ORIGIN,
  },
  {
    name: "neither-header",
    file: "lib/request.ts",
    old: 'return origin === null ? site === "same-origin" :',
    new: "return origin === null ? true :",
    test: ORIGIN,
  },
  {
    name: "form-same-origin",
    file: "lib/answer.ts",
    old: `requireSameOrigin(request);
      const outcome`,
    new: "const outcome",
    test: FORM,
  },
  {
    name: "form-bytes",
    file: "lib/answer.ts",
    old: "readText(request, MAX_FORM_BYTES, UPLOAD)",
    new: "readText(request, 100 * MAX_FORM_BYTES, UPLOAD)",
    test: FORM,
  },
  {
    name: "bytes-counted",
    file: "lib/body.ts",
    old: "size += value.byteLength;",
    new: "size += Math.min(1, value.byteLength);",
    test: "lib/answers.test.ts: a body is read up to its limit in bytes, whatever it says of its length, and not beyond",
  },
  {
    name: "redirect-303",
    file: "lib/answer.ts",
    old: "status: 303, headers }",
    new: "status: 307, headers }",
    test: REDIRECT,
  },
  {
    name: "redirect-no-store",
    file: "lib/answer.ts",
    old: '"Cache-Control": "no-store", ...more',
    new: "...more",
    test: REDIRECT,
  },
  {
    name: "leaving-clears",
    file: "lib/answer.ts",
    old: "Response => seeOther(to, {",
    new: "Response => seeOther(to, {}) ?? seeOther(to, {",
    test: REDIRECT,
  },
  {
    name: "return-origin",
    file: "lib/request.ts",
    old: "return origin === appUrl && ",
    new: "return ",
    test: RETURN,
  },
  {
    name: "return-double-slash",
    file: "lib/request.ts",
    old: '!path.startsWith("//") && ',
    new: "",
    test: RETURN,
  },
  {
    name: "return-visible-ascii",
    file: "lib/request.ts",
    old: "!/^\\/[\\x21-\\x7e]*$/.test(text)",
    new: '!text.startsWith("/")',
    test: RETURN,
  },
  {
    name: "return-length",
    file: "lib/request.ts",
    old: " && path.length <= MAX_PATH ?",
    new: " ?",
    test: "lib/answers.test.ts: a return path that escapes make too long falls back",
  },
];
