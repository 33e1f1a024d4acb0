// Return paths of people who mean harm: every way to open that has fooled a redirect somewhere, before every kind of host.

/** Texts that hold no space, as a list. */
export const words = (...lines: string[]) => lines.join(" ").split(" ");

/** With what a path begins, so that a reader may take what follows for a host, or for another scheme. */
const OPENINGS = [
  // Slashes of both kinds, and what the URL parser drops between them.
  ...words(
    "// /// //// /\\ \\/ \\\\ \\\\\\ //\\ ///\\ /\\/ \\// /\t/ /\n/ /\r/ /\r\n/ /\t\\ \t// \n// /\0/ \0// \x01// \x1f//",
  ),
  // Steps that vanish, and leave two slashes behind.
  ...words("/.// /./\\ /..// /./..// /a/..// /a/b/../..// /%2e// /%2E%2e// /.%2e// /a/%2e%2e//"),
  // Escapes, once and twice.
  ...words(
    "/%09/ /%0a/ /%0d%0a/ /%00/ /%20/ /%5C /%5c%5c /%5c/ /%2F /%2f%2f /%2F/ /%252f%252f //%09/ //%5c //%2f",
  ),
  // A name before the host.
  ...words("//;@ //@ //a@ //a:b@ //:@ /@ /:@ /;// /.@"),
  // Another scheme.
  ...words(
    "https:// http:// https:/ https: http:\\\\ HTTPS:// hTTp:/ https:\t// \thttps:// https:/// :// : //https://",
  ),
  ...words(
    "//https: /https://../..// ftp:// ws:// wss:// file:// gopher:// javascript:// javascript: JaVaScRiPt:",
  ),
  ...words(
    "java\tscript: java\nscript: \0javascript: data:text/html, vbscript: blob:https:// view-source:https://",
  ),
  ...words("filesystem:https:// mailto: intent://"),
  // Characters that look like a slash, or like nothing.
  ...words("/\u00a0/ /\u2028/ \ufeff// /\uff0f \uff0f\uff0f /\u2215 \u2044\u2044 /\ufe68 /\u3002/ \u200b//"),
  " //",
  "/ /",
  " javascript:",
];

/** What would stand where the host is. */
const HOSTS = words(
  "evil.example evil.example:443/chat app.example@evil.example evil.example\\@app.example app.example.evil.example/",
  "evil.example#@app.example evil.example?app.example 127.0.0.1 2130706433 [::1]:3000 xn--e1awd7f.example",
  "\uff45vil.example evil\u3002example",
);

const CURATED = [
  "",
  " ",
  ...words(". .. ? # ?next=//evil.example #//evil.example evil.example chat ../chat @evil.example"),
  ...words(
    "/chát /\u202echat /\ud800 /% /%zz /%e0%a4%a /%c0%af%c0%afevil.example /%ff /..%2f..%2f /\x85/evil.example",
  ),
  ...words("/./ /../ /../../ /. /.. /.// /..// // /// /?/ /#/ /;/ /:/ /:80 /:80/x /a//b /chat//evil.example"),
  ...words(
    "/chat?to=//evil.example /chat#//evil.example /chat?x=https://evil.example /{{7*7}} /chat'onload=alert(1)",
  ),
  ...words("/auth/callback?code=x&state=y /auth/sign-out /sandbox/auth /api/chat /_next/static/x"),
  "/chat\r\nSet-Cookie: a=b",
  "/chat\nLocation: //evil.example",
  "/chat%0d%0aSet-Cookie:a=b",
  "/<script>alert(1)</script>",
  '/"><img src=x onerror=alert(1)>',
  `/${"a".repeat(7800)}`,
  `/${"a".repeat(320)}`,
  `/${"a/../".repeat(100)}keys`,
  `/${"<".repeat(200)}`,
  `/${"/".repeat(300)}evil.example`,
  `${"/".repeat(300)}evil.example`,
  `/${"../".repeat(100)}/evil.example`,
  `/${"%2e%2e/".repeat(40)}/evil.example`,
  `https://${"a".repeat(250)}.evil.example`,
];

/** All of them, each once. */
export const RETURN_PATHS = [
  ...new Set([...OPENINGS.flatMap((opening) => HOSTS.map((host) => opening + host)), ...CURATED]),
];
