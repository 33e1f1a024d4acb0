// Whose request it is: the address at the other end of the connection, or the one that a trusted proxy names.
import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";
import { env } from "./env.ts";

/** Carries the address from the socket to a handler, inside of this process. Whatever a client sends by this name is lost. */
const HEADER = "x-peer-address";

/** Has every request note who is at the other end: Next does not hand the socket on. Once per process. */
export function notePeers(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[HEADER] = request.socket.remoteAddress ?? "";
  });
}

/**
 * The client's address, as far as it can be trusted: X-Forwarded-For counts only where TRUST_PROXY says how many proxies
 * add to it, and then the entry which the outermost of those added, since all that stands left of it is the client's word.
 * @returns an IPv4 address, or the /64 of an IPv6 one, which is what one customer gets; null when only a proxy is known, or
 *   nothing that can be read
 */
export function clientAddress(headers: Headers): string | null {
  const { proxies, secure } = env();
  // Next ends no TLS: https means that a proxy does, and that the peer is that proxy.
  if (proxies === 0) return secure ? null : network(headers.get(HEADER) ?? "");
  const entries = (headers.get("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  return network(entries.at(-proxies) ?? "");
}

/** What counts as one client; null for text that is no address. Some proxies write the port behind it. */
export function network(address: string): string | null {
  const plain = address
    .replace(/^\[(.*)\].*$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/%.*$/, "");
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return null;
  // The URL parser writes every form of an IPv6 address in one way (RFC 5952).
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [, high = "", low = ""] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high)
    return [high, low].flatMap((part) => [parseInt(part, 16) >> 8, parseInt(part, 16) & 255]).join(".");
  const [head = "", tail = ""] = canonical.split("::");
  const groups = (text: string) => (text ? text.split(":") : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = canonical.includes("::")
    ? [...groups(head), ...Array(missing).fill("0"), ...groups(tail)]
    : groups(canonical);
  return `${all.slice(0, 4).join(":")}::/64`;
}
