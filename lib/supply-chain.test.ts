// What is installed: pinned, with its integrity, not older than the last fix we know of, and without running anything.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

interface Package {
  version?: string;
  integrity?: string;
  resolved?: string;
  inBundle?: boolean;
  hasInstallScript?: boolean;
}
const lock: { packages: Record<string, Package> } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const installed = Object.entries(lock.packages).filter(([path]) => path !== "");
const named = (name: string) =>
  installed.filter(([path]) => path.endsWith(`node_modules/${name}`)).map(([, { version }]) => version ?? "");

/** The oldest version without an advisory that we know of. When one comes out, raise it here: the check fails until then. */
const FIXED: Record<string, string> = {
  next: "16.4.6", // critical: 16.3.3, code execution in the image optimizer; later trains have no text yet
  react: "19.3.1",
  "react-dom": "19.3.1",
  sharp: "0.35.4", // comes with next, which never loads it: images are not optimized
  "iron-session": "9.0.1", // before it a corrupt cookie threw, and a save undid a logout
  "@prisma/client": "7.10.0",
  prisma: "7.10.0",
};

const parts = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
function isOlder(version: string, fixed: string): boolean {
  const [a, b] = [parts(version), parts(fixed)];
  const at = a.findIndex((part, i) => part !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

test("nothing that once had a hole is older than its mending", () => {
  for (const [name, fixed] of Object.entries(FIXED)) {
    const versions = named(name);
    assert.ok(versions.length > 0, `${name} is not in the lockfile`);
    for (const version of versions)
      assert.ok(!isOlder(version, fixed), `${name} ${version} is older than ${fixed}`);
  }
  assert.ok(isOlder("16.4.5", "16.4.6") && isOlder("9.9.9", "16.4.6") && !isOlder("16.10.0", "16.4.6"));
});

test("every dependency is pinned, and every download has a checksum", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
  for (const [path, { integrity, resolved, inBundle }] of installed) {
    // Of what comes inside of another package the outer one's checksum tells. Next's compilers for systems other than
    // Linux were not at hand where the lockfile was made: their checksum is the registry's word at the install.
    if (inBundle || /^node_modules\/@next\/swc-(darwin|win32)-/.test(path)) continue;
    assert.match(integrity ?? "", /^sha512-/, path);
    assert.match(resolved ?? "https:", /^https:/, path);
  }
});

test("no package runs anything at its install; the ones that would are known", () => {
  assert.match(readFileSync(".npmrc", "utf8"), /^ignore-scripts=true$/m);
  const names = installed
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  // prisma and its engines would fetch binaries, which are not needed; `node` places its program: lib/cli/setup.mjs does.
  assert.deepEqual(names.sort(), ["@prisma/engines", "node", "prisma"]);
});
