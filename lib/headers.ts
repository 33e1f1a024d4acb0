// The headers that never change. next.config.ts gives them to what Next routes, on any host; where the app runs as a server
// of its own, lib/heads.ts gives them to what Next answers before.

/** What is no page needs nothing. The last three do not follow from the first. */
export const noPage = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The same for what answers a form: lib/wait.ts may speak there. */
export const plainPage = `${noPage}; style-src 'self'; img-src 'self'`;

export const fixedHeaders: Record<string, string> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // Not no-referrer: that turns a same-origin form's Origin into "null" and the CSRF check would refuse it.
  "Referrer-Policy": "same-origin",
  // Nobody who opens us keeps a handle to our window; nothing of ours is drawn into a page of theirs, nor theirs into ours.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  // An answer may contain links. Chromium would ask the name server for their hosts before anyone has clicked.
  "X-DNS-Prefetch-Control": "off",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** Two years. Sent over https alone, where the address says so: on loopback it would lock out every other project there. */
export const strictTransport = "max-age=63072000; includeSubDomains";
