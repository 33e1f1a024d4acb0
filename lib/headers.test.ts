// The headers that every answer carries, word for word: a test that read them from their own list would miss a gap in it.
import assert from "node:assert/strict";
import test from "node:test";
import { fixedHeaders, noPage, strictTransport } from "./headers.ts";

test("nobody frames, sniffs, opens or embeds the app, and what is no page may do nothing", () => {
  const expected = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
  };
  const { "Permissions-Policy": permissions, ...rest } = fixedHeaders;
  assert.deepEqual(rest, expected);
  for (const power of ["camera", "geolocation", "microphone", "payment", "usb"])
    assert.ok(permissions?.split(", ").includes(`${power}=()`), power);
  for (const directive of ["default-src", "base-uri", "form-action", "frame-ancestors"])
    assert.ok(noPage.split("; ").includes(`${directive} 'none'`), directive);
  assert.match(strictTransport, /^max-age=63072000; includeSubDomains$/);
});
