// Sealed text as an attacker would bend it: characters, bits, fields and whole seals.
import type { Random } from "./random.ts";

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** What parsers of cookies, base64, numbers and JSON stumble over. */
const ODD = [
  "",
  "*",
  "**",
  "~",
  "~2",
  ".",
  "=",
  "==",
  "+",
  "/",
  "%00",
  "%",
  "%2",
  "%E0%A4%A",
  "%7E",
  " ",
  "\t",
  '"',
  ";",
  ",",
  "\\",
  "0",
  "-1",
  "9".repeat(30),
  "NaN",
  "null",
  "__proto__",
  "constructor",
  "Fe26.2",
  "Fe26.1",
  "v1",
  "v2",
  "é",
  "\u{1f511}",
  "\ufeff",
  "\u2028",
  "ＡＢ",
] as const;

type Mutation = (text: string, random: Random, others: readonly [string, ...string[]]) => string;

const at = (text: string, random: Random) => random.below(text.length + 1);

/** One change each. `separator` divides a seal into its fields. */
const mutations = (separator: string): [Mutation, ...Mutation[]] => [
  function flipBit(text, random) {
    const place = random.below(text.length);
    const code = text.charCodeAt(place) ^ (1 << random.below(7));
    return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1);
  },
  function replace(text, random) {
    const place = random.below(text.length);
    return text.slice(0, place) + random.text(1, BASE64URL) + text.slice(place + 1);
  },
  function insert(text, random) {
    const place = at(text, random);
    return text.slice(0, place) + random.text(1 + random.below(4), BASE64URL) + text.slice(place);
  },
  function insertOdd(text, random) {
    const place = random.once(3) ? text.length : at(text, random);
    return text.slice(0, place) + random.pick(ODD) + text.slice(place);
  },
  function remove(text, random) {
    const place = at(text, random);
    return text.slice(0, place) + text.slice(place + 1 + random.below(8));
  },
  function cut(text, random) {
    return random.once(2) ? text.slice(0, at(text, random)) : text.slice(at(text, random));
  },
  function repeat(text, random) {
    const place = at(text, random);
    const piece = text.slice(place, place + random.below(40));
    return text.slice(0, place) + piece.repeat(1 + random.below(4)) + text.slice(place);
  },
  function swapField(text, random, others) {
    const fields = text.split(separator);
    const foreign = random.pick(others).split(separator);
    const place = random.below(fields.length);
    fields[place] = foreign[random.once(4) ? random.below(foreign.length) : place] ?? "";
    return fields.join(separator);
  },
  function bendField(text, random) {
    const fields = text.split(separator);
    fields[random.below(fields.length)] = random.pick(ODD);
    return fields.join(separator);
  },
  function moveField(text, random) {
    const fields = text.split(separator);
    const [field = ""] = fields.splice(random.below(fields.length), 1);
    if (random.once(2)) fields.splice(random.below(fields.length + 1), 0, field);
    return fields.join(separator);
  },
  function graft(text, random, others) {
    const other = random.pick(others);
    const place = at(text, random);
    return text.slice(0, place) + other.slice(random.once(2) ? place : at(other, random));
  },
  function nonsense(_, random) {
    return random.text(random.below(600), `${BASE64URL}*~.%`);
  },
];

/**
 * A variation of one of `genuine`: one to three changes, or plain nonsense; none is promised to differ.
 * @param separator between the fields of a seal
 * @param maxLength once in a hundred it is grown to some length up to this
 */
export function mutate(
  random: Random,
  genuine: readonly [string, ...string[]],
  separator: string,
  maxLength: number,
): string {
  const all = mutations(separator);
  let text = random.pick(genuine);
  for (let left = 1 + random.below(3); left > 0; left--) text = random.pick(all)(text, random, genuine);
  return random.once(100) ? text.padEnd(random.below(maxLength), text || "x") : text.slice(0, maxLength);
}
