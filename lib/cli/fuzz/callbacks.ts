// Callbacks as nobody's provider sends them: made of parameters, paths, methods and headers, right and wrong ones mixed.
import { HEADERS, MORE, NAMES, PATHS, VALUES } from "./callback-parts.ts";
import type { Random } from "./random.ts";

/** What a callback may be made of: the states of two attempts that this browser holds, and their cookies. */
export interface Held {
  states: readonly [string, string];
  cookies: readonly [string, string];
}

/** One request, and what it amounts to by the letter of the rules: the states it may spend or exchange for. */
export interface Callback {
  method: string;
  path: string;
  headers: Record<string, string>;
  /** The state that each copy agrees on, when there is one and its cookie is there. */
  spends: string | undefined;
  /** Whether that is all there must be for an exchange. */
  exchanges: boolean;
}

const encode = (random: Random, text: string) =>
  random.once(30) ? text.replace(/[^!-~]|[#&]/g, "%") : encodeURIComponent(text.toWellFormed());

function query(random: Random, { states: [own, other] }: Held, code: string): string {
  const bent = (text: string) => {
    const place = random.below(text.length);
    return random.pick([
      `${text}x`,
      text.slice(1),
      text.toUpperCase(),
      `${text.slice(0, place)}_`,
      `${text} `,
    ]);
  };
  const value = (name: string): string => {
    if (name === "code") return random.once(6) ? random.pick(VALUES) : random.once(8) ? `${code} ` : code;
    if (name === "error") return random.pick(["", "", "access_denied", random.pick(VALUES)]);
    return random.pick([own, own, own, own, other, bent(own), random.pick(VALUES)]);
  };
  const pairs = NAMES.flatMap((name): [string, string][] => {
    if (name === "error" ? !random.once(5) : random.once(7)) return [];
    const pair: [string, string] = [name, value(name)];
    return random.once(20) ? [pair, [name, random.once(2) ? pair[1] : value(name)]] : [pair];
  });
  for (let more = random.below(3); more > 0; more--) pairs.push([random.pick(MORE), random.pick(VALUES)]);
  if (random.once(3)) pairs.sort(() => random.next() - 0.5);
  const joint = random.once(40) ? random.pick([";", "&&", "?", "&amp;"]) : "&";
  return pairs.map(([name, value]) => `${encode(random, name)}=${encode(random, value)}`).join(joint);
}

function cookieHeader(random: Random, { cookies: [own, other] }: Held): string {
  const value = (cookie: string) => cookie.slice(cookie.indexOf("=") + 1);
  const name = (cookie: string) => cookie.slice(0, cookie.indexOf("="));
  if (!random.once(5)) return `${own}; ${other}`;
  return random.pick([
    "",
    other,
    `${name(own)}=${value(other)}; ${name(other)}=${value(own)}`,
    `${name(own)}=; ${other}`,
    `${name(own)}=x; ${other}`,
    `modelgates-session=${value(own)}; ${other}`,
    `__Host-${own}; ${other}`,
  ]);
}

/** The next callback. `code` tells it apart from all others, for whoever finds it at the provider. */
export function nextCallback(random: Random, held: Held, code: string): Callback {
  const method = random.once(15) ? random.pick(["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) : "GET";
  const search = query(random, held, code);
  const path = `${random.once(40) ? random.pick(PATHS) : "/auth/callback"}?${search}`;
  const cookie = cookieHeader(random, held);
  const headers: Record<string, string> = cookie ? { cookie } : {};
  for (let more = random.once(2) ? 0 : 1 + random.below(3); more > 0; more--) {
    const [name, value] = random.pick(HEADERS);
    headers[name] = value;
  }
  return { method, path, headers, ...judge(method, search, cookie, held) };
}

/** The rules, read once more and by other means than the app's: what this callback is worth. */
function judge(method: string, search: string, cookie: string, { states, cookies }: Held) {
  const params = new URLSearchParams(search);
  const single = NAMES.every((name) => params.getAll(name).length < 2);
  const copies = [params.get("transaction"), params.get("state")].filter(Boolean);
  const at = states.findIndex((state) => copies.length > 0 && copies.every((copy) => copy === state));
  const held = cookie.split("; ").includes(cookies[at] ?? "none");
  const spends = method === "GET" && single && held ? states[at] : undefined;
  const code = params.get("code") ?? "";
  const exchanges = !!spends && !params.get("error") && /^[!-~]+$/.test(code) && code.length <= 2048;
  return { spends, exchanges };
}
