import type { NextConfig } from "next";
import { fixedHeaders, noPage, plainPage } from "./lib/headers.ts";

const list = (headers: Record<string, string>) =>
  Object.entries(headers).map(([key, value]) => ({ key, value }));

const hash = ":hash([0-9a-f]{64})";
/** The stand-in serves other apps too, wherever they live. */
const forAll = list({ "Cross-Origin-Resource-Policy": "cross-origin" });

/**
 * Goes when app/sandbox goes: the page of one key, the second address, and one answer for every operation that it does
 * not have. The page is no dynamic segment, since Next answers 500 when the escapes in one are malformed.
 */
const sandbox = {
  afterFiles: [
    { source: `/sandbox/keys/${hash}`, destination: "/sandbox/keys?hash=:hash" },
    { source: `/sandbox/live/keys/${hash}`, destination: "/sandbox/keys?hash=:hash&profile=live" },
    { source: "/sandbox/live/:path*", destination: "/sandbox/:path*?profile=live" },
  ],
  fallback: [{ source: "/sandbox/api/:path*", destination: "/sandbox/api/unknown" }],
  headers: ["/sandbox/api/:path*", "/sandbox/live/api/:path*"].map((source) => ({ source, headers: forAll })),
};

export default {
  poweredByHeader: false,
  images: { unoptimized: true }, // closes /_next/image, which fetches for whoever asks
  // PGlite loads its WebAssembly from beside its own files, so it must stay out of the bundle.
  serverExternalPackages: ["@electric-sql/pglite"],
  // `next dev` prints every address; these carry the code, the state, and the hash by which a key may be deleted.
  logging: {
    incomingRequests: { ignore: [/^\/auth\/callback/, /[?&]key=/, /^\/sandbox\/(live\/)?(auth|keys)/] },
  },
  // `import text from "./file.ts?source"`: the tutorial shows the project's own files.
  turbopack: { rules: { "*": { condition: { query: "?source" }, type: "text" } } },
  experimental: { sri: { algorithm: "sha384" } },
  rewrites: async () => ({
    // Next has built this page ahead, without a nonce, and would let every cache keep it for a year.
    beforeFiles: [{ source: "/_global-error", destination: "/api/unknown" }],
    afterFiles: sandbox.afterFiles,
    fallback: [...sandbox.fallback, { source: "/api/:path*", destination: "/api/unknown" }],
  }),
  // The Content-Security-Policy of a page has a nonce per response: see proxy.ts.
  headers: async () => [
    { source: "/:path*", headers: list(fixedHeaders) },
    { source: "/api/:path*", headers: list({ "Content-Security-Policy": noPage }) },
    { source: "/auth/:path+", headers: list({ "Content-Security-Policy": plainPage }) },
    { source: "/keys/(use|mint|rename|disconnect)", headers: list({ "Content-Security-Policy": plainPage }) },
    { source: "/icon.svg", headers: list({ "Content-Type": "image/svg+xml; charset=utf-8" }) },
    ...sandbox.headers,
  ],
} satisfies NextConfig;
