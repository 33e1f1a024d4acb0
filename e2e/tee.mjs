// Loaded into the app under test before its first line: writes down every answer it gives, as it is before compression,
// so that canaries.ts can look for what must be in none. Plain JavaScript, for --import.
import { appendFileSync } from "node:fs";
import { ServerResponse } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const file = process.env.TEE_FILE ?? "";
/** Bytes kept before they are written; what spans two pieces stands whole in one, since each begins with the last's end. */
const PIECE = 256 * 1024;
const OVERLAP = 2048;

/** @type {WeakMap<ServerResponse, Buffer>} */
const pending = new WeakMap();
const { write, end } = ServerResponse.prototype;

/** @param {ServerResponse} response @param {unknown} chunk @param {unknown} encoding */
function keep(response, chunk, encoding) {
  if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
  const bytes =
    typeof chunk === "string"
      ? Buffer.from(chunk, typeof encoding === "string" ? /** @type {BufferEncoding} */ (encoding) : "utf8")
      : Buffer.from(chunk);
  const all = Buffer.concat([pending.get(response) ?? Buffer.alloc(0), bytes]);
  const whole = response.getHeader("content-encoding") || all.length < PIECE;
  if (!whole) append(response, all);
  pending.set(response, whole ? all : all.subarray(-OVERLAP));
}

/** Answers of the framework's own, which repeat the address that was asked for: to whoever asked. */
const REPEATS = [307, 308, 404, 405];

/** @param {ServerResponse} response @param {Buffer} body */
function append(response, body) {
  const { url = "" } = response.req;
  const [path] = url.split("?");
  let text = `\n@@ ${path} ${JSON.stringify(response.getHeaders())}\n${body.toString("latin1")}`;
  const own = REPEATS.includes(response.statusCode) ? (url.match(/[\w-]{16,}/g) ?? []) : [];
  for (const word of own) text = text.replaceAll(word, "(own)");
  appendFileSync(file, text, "latin1");
}

/** @param {ServerResponse} response */
function finish(response) {
  const body = pending.get(response) ?? Buffer.alloc(0);
  const encoding = response.getHeader("content-encoding");
  const unpack = encoding === "gzip" ? gunzipSync : encoding === "br" ? brotliDecompressSync : null;
  append(response, unpack && body.length > 0 ? unpack(body) : body);
}

/** @this {ServerResponse} @param {any[]} rest */
ServerResponse.prototype.write = function (...rest) {
  keep(this, rest[0], rest[1]);
  return Reflect.apply(write, this, rest);
};
/** @this {ServerResponse} @param {any[]} rest */
ServerResponse.prototype.end = function (...rest) {
  keep(this, rest[0], rest[1]);
  finish(this);
  return Reflect.apply(end, this, rest);
};
