// The breakages that `npm run test:guards` makes, one at a time. Each takes one guard of the product away, and the test
// that it names must fail then. To add one, append it to the file of its subject.
import { attempt } from "./attempt.mjs";
import { chat } from "./chat.mjs";
import { cookies } from "./cookies.mjs";
import { custody } from "./custody.mjs";
import { headers } from "./headers.mjs";
import { requests } from "./requests.mjs";
import { session } from "./session.mjs";
import { settings } from "./settings.mjs";

/** @typedef {[file: string, old: string, next: string]} Edit */

/**
 * @typedef {object} Guard
 * @property {string} name for the command line and the report
 * @property {string} file what is broken
 * @property {string} old occurs there exactly once
 * @property {string} new takes its place
 * @property {string} test "file: title" of the one that must fail; of a title with variables, the part without
 * @property {Edit[]} [also] further changes that this one needs to be one
 */

/** @type {Guard[]} */
export const guards = [
  ...attempt,
  ...cookies,
  ...session,
  ...custody,
  ...requests,
  ...headers,
  ...chat,
  ...settings,
];

/** All changes of a guard. @type {(guard: Guard) => Edit[]} */
export const editsOf = ({ file, old, new: next, also = [] }) => [[file, old, next], ...also];

/** The file and the title of its test. @type {(guard: Guard) => [file: string, title: string]} */
export function testOf({ test }) {
  const at = test.indexOf(": ");
  return [test.slice(0, at), test.slice(at + 2)];
}
