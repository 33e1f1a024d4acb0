import type { NextConfig } from "next";

/** What is no page needs nothing. The last three do not follow from the first. */
const noPage = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers that never change. The Content-Security-Policy needs a nonce per response: see proxy.ts. */
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Not no-referrer: that turns a same-origin form's Origin into "null" and the CSRF check would refuse it.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  // An answer may contain links. Chromium would ask the name server for their hosts before anyone has clicked.
  { key: "X-DNS-Prefetch-Control", value: "off" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

const hash = ":hash([0-9a-f]{64})";

/**
 * Goes when app/sandbox goes: the page of one key, the second address, and one answer for every operation that it does
 * not have. The page is no dynamic segment, since Next answers 500 when the escapes in one are malformed.
 */
const sandbox = {
  beforeFiles: [],
  afterFiles: [
    { source: `/sandbox/keys/${hash}`, destination: "/sandbox/keys?hash=:hash" },
    { source: `/sandbox/live/keys/${hash}`, destination: "/sandbox/keys?hash=:hash&profile=live" },
    { source: "/sandbox/live/:path*", destination: "/sandbox/:path*?profile=live" },
  ],
  fallback: [{ source: "/sandbox/api/:path*", destination: "/sandbox/api/unknown" }],
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
  rewrites: async () => sandbox,
  headers: async () => [
    { source: "/:path*", headers },
    { source: "/api/:path*", headers: [{ key: "Content-Security-Policy", value: noPage }] },
  ],
} satisfies NextConfig;
