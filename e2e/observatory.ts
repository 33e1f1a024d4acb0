// The rules of MDN's HTTP Observatory (algorithm 6), as far as one answer over https can be judged by them: twelve tests, of
// which each gives or takes points. github.com/mdn/mdn-http-observatory, src/grader/charts.js
import type { Answer } from "./raw.ts";

type Headers = Record<string, string>;
/** A header that is right earns `bonus`; missing it costs nothing, being wrong costs `penalty`. */
const wish = (
  value: string | undefined,
  right: RegExp,
  bonus: number,
  penalty: number,
  missing = 0,
): number => (value === undefined ? missing : right.test(value) ? bonus : penalty);

/** The Content-Security-Policy as its directives. */
const directives = (policy = ""): Record<string, string> =>
  Object.fromEntries(
    policy.split("; ").map((part) => [part.split(" ")[0], part.split(" ").slice(1).join(" ")]),
  );

function policyPoints(policy: string | undefined): number {
  if (!policy) return -25;
  const all = directives(policy);
  const scripts = all["script-src"] ?? all["default-src"] ?? "*";
  const objects = all["object-src"] ?? all["default-src"] ?? "*";
  // Images aside: what comes or goes unencrypted may be changed on the way, the target of a form too.
  const active = Object.entries(all).filter(([name]) => !/^(img|media)-src$/.test(name));
  if (active.some(([, sources]) => /(^| )(http|ftp):/.test(sources))) return -20;
  if (/'unsafe-inline'|data:|\*|https?:(\s|$)/.test(scripts) || !/^('none'|'self')$/.test(objects))
    return -20;
  if (/'unsafe-eval'/.test(scripts)) return -10;
  if (/'unsafe-inline'/.test(all["style-src"] ?? "")) return 0;
  return all["default-src"] === "'none'" ? 10 : 5;
}

function cookiePoints(lines: string[]): number {
  if (lines.length === 0) return 0;
  if (lines.some((line) => !/; secure/i.test(line))) return -20;
  if (lines.some((line) => /sess|login/i.test(line) && !/; httponly/i.test(line))) return -30;
  return lines.every((line) => /; samesite=(lax|strict)/i.test(line)) ? 5 : 0;
}

function transportPoints(value = ""): number {
  const [, seconds = "0"] = /max-age=(\d+)/.exec(value) ?? [];
  return Number(seconds) === 0 ? -20 : Number(seconds) < 15_552_000 ? -10 : 0;
}

/** Every page here loads scripts, all of them from its own origin. */
const integrityPoints = (body: string): number =>
  /<script[^>]+src="https?:/.test(body) ? -5 : /<script[^>]+integrity="sha(256|384|512)-/.test(body) ? 5 : 0;

/** The score of a page, and what each test gave. Bonuses count from 90 points on, as there. */
export function grade({ status, headers, body }: Answer): { score: number; notes: string[] } {
  if (status !== 200) throw new Error(`only a page can be graded, not ${status}`);
  const one = headers as Headers;
  const framed = /frame-ancestors ('none'|'self')/.test(one["content-security-policy"] ?? "");
  const points = {
    policy: policyPoints(one["content-security-policy"]),
    cookies: cookiePoints(headers["set-cookie"] ?? []),
    embedder: wish(one["cross-origin-embedder-policy"], /^(require-corp|credentialless)$/, 10, -5),
    opener: wish(one["cross-origin-opener-policy"], /^(same-origin|same-origin-allow-popups)$/, 10, -5),
    resource: wish(one["cross-origin-resource-policy"], /^same-(origin|site)$/, 10, 0),
    sharing: one["access-control-allow-credentials"] ? -50 : 0,
    redirection: 0, // what answers over plain http is not the app
    referrer: wish(
      one["referrer-policy"],
      /^(no-referrer|same-origin|strict-origin(-when-cross-origin)?)$/,
      5,
      -5,
    ),
    transport: transportPoints(one["strict-transport-security"]),
    integrity: integrityPoints(body),
    sniffing: wish(one["x-content-type-options"], /^nosniff$/, 0, -5, -5),
    framing: framed ? 5 : wish(one["x-frame-options"], /^(DENY|SAMEORIGIN)$/, 5, -20, -20),
  };
  const gains = Object.values(points).filter((value) => value > 0);
  const losses = Object.values(points).filter((value) => value < 0);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const base = 100 + sum(losses);
  const notes = Object.entries(points).map(([name, value]) => `${name} ${value}`);
  return { score: base >= 90 ? base + sum(gains) : base, notes };
}
