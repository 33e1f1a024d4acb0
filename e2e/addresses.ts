// Addresses that must lead nowhere: files that are not for the web, and paths that no honest browser sends.
import { words } from "./return-paths.ts";

/** What scanners look for, and what this app would have to lose. */
export const HIDDEN = words(
  "/.env /.env.local /.env.production /.env.example /.npmrc /.biome.json /.gitignore /.git /.git/config",
  "/.git/HEAD /.git/index /.github/chat-dark.png /.ci/run /package.json /package-lock.json /tsconfig.json",
  "/next.config.ts /next.config.js /proxy.ts /README.md /SECURITY.md /Dockerfile /instrumentation.ts",
  "/instrumentation-client.ts /prisma/schema.prisma /prisma.config.ts /prisma/client/client.ts",
  "/schema.prisma /lib/env.ts /lib/vault.ts /app/page.tsx /app/api/chat/route.ts /e2e/app.ts /.data /.data/",
  "/.data/lock /.data/PG_VERSION /.data/base /data/PG_VERSION /data /node_modules/next/package.json",
  "/node_modules/.package-lock.json /public/icon.svg /.next/BUILD_ID /.next/server/app/page.js",
  "/.next/routes-manifest.json /.next/trace /_next/BUILD_ID /_next/server/app/page.js",
  "/_next/routes-manifest.json /_next/trace /_next /_next/static /_next/static/chunks",
  "/_next/static/../BUILD_ID /_next/static/..%2fBUILD_ID /_next/static/%2e%2e/server/app/page.js",
  "/_next/static/..%5c..%5cpackage.json /_next/static/chunks/a.js.map /_next/image",
  "/_next/image?url=/icon.svg&w=64&q=75 /_next/image?url=http://169.254.169.254/&w=64&q=75",
  "/_next/image?url=//evil.example/a.png&w=64&q=75 /_vercel/image?url=/icon.svg /_next/webpack-hmr",
  "/_next/data/x/index.json /_next/data/x/chat.json /_next/data/x/keys.json /_next/postponed/resume/chat",
  "/_error /_not-found /_global-error /_document /_app /404 /500 /index /index.html",
  "/__nextjs_original-stack-frame /__nextjs_original-stack-frames /__nextjs_source-map /_next/mcp",
  "/__nextjs_error_feedback /__nextjs_font/x /_next/internal/helpers",
  "/_next/development/_devMiddlewareManifest.json /metrics /debug /debug/pprof /status /server-status",
  "/actuator/env /actuator/health /admin /wp-login.php /phpinfo.php /api /api/env /api/debug",
  "/api/health/details /graphql /api/auth/session /api/keys /api/chat/x /swagger.json /openapi.json",
  "/.well-known/openid-configuration /heapdump /Heap.heapsnapshot /core /error.log /npm-debug.log",
  "/backup.sql /dump.sql /.DS_Store /.vscode/settings.json /.idea/workspace.xml /.aws/credentials",
  "/.ssh/id_rsa /id_rsa",
);

const BROKEN = [
  ...words(
    "% %% %E0%A4%A %FF %C0%AF %00 %0a %0d%0aSet-Cookie:a=b %u0041 %2 %zz ..%2f ..%5c %2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd ..;/ .%2e/ ....// %252e%252e%252f /evil.example //evil.example",
    "\\evil.example /\\evil.example %5cevil.example %2f%2fevil.example https://evil.example/ http:evil.example",
    "@evil.example x@evil.example/ :80 ? # ; ;x=1 [id] [...path] (group) @slot (.)chat ~ * ** {} | ^ `",
    "<script> '\" $&",
  ),
  ...["a".repeat(2000), "%41".repeat(600), "/".repeat(200), "a/".repeat(300), "é".normalize("NFD"), "ÿþ"],
];

/** Paths that a router may stumble over: alone, behind a page, behind a route, and among the framework's own files. */
export const MALFORMED = ["/", "/chat/", "/api/", "/_next/static/"].flatMap((prefix) =>
  BROKEN.map((rest) => prefix + rest),
);
