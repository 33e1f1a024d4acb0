import type { NextConfig } from "next";

/** Headers that never change. The Content-Security-Policy needs a nonce per response: see proxy.ts. */
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Not no-referrer: that turns a same-origin form's Origin into "null" and the CSRF check would refuse it.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** Goes when app/sandbox goes: its second address, and one answer for every operation that it does not have. */
const sandbox = {
  beforeFiles: [],
  afterFiles: [{ source: "/sandbox/live/:path*", destination: "/sandbox/:path*?profile=live" }],
  fallback: [{ source: "/sandbox/api/:path*", destination: "/sandbox/api/unknown" }],
};

export default {
  poweredByHeader: false,
  images: { unoptimized: true }, // closes /_next/image, which fetches for whoever asks
  // PGlite loads its WebAssembly from beside its own files, so it must stay out of the bundle.
  serverExternalPackages: ["@electric-sql/pglite", "@electric-sql/pglite-socket"],
  // `next dev` prints every address; these two carry the code and the state.
  logging: { incomingRequests: { ignore: [/^\/auth\/callback/, /^\/sandbox\/(live\/)?auth/] } },
  rewrites: async () => sandbox,
  headers: async () => [{ source: "/:path*", headers }],
} satisfies NextConfig;
