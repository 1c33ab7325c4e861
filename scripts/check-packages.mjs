// Packs every public package as it would be published and checks the tarballs: publint (what is in them), attw (what types resolve).
// `node scripts/check-packages.mjs [folder]`: the tarballs stay in the folder, if one is given, with packed.json about their sizes.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./setup.mjs";

const bin = (name) => path.join(root, "node_modules", ".bin", name);
const [kept] = process.argv.slice(2);
const folder = kept ?? mkdtempSync(path.join(tmpdir(), "hookspec-packages-"));
const sizes = [];
const failures = [];
let passed = 0;

function check(name, command, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status === 0) {
    passed += 1;
    return stdout;
  }
  failures.push(name);
  console.error(`✗ ${name}\n${stdout}${stderr}`);
  return undefined;
}

/** Bytes of the tarball and of what is in it. */
function sizeOf({ name, version }, cwd, tarball, files) {
  const bytes = files.map(
    (file) => statSync(path.join(cwd, file.path), { throwIfNoEntry: false })?.size ?? 0,
  );
  const unpackedSize = bytes.reduce((sum, one) => sum + one, 0);
  return { name, version, size: statSync(tarball).size, unpackedSize, files: files.length };
}

try {
  for (const name of readdirSync(path.join(root, "packages")).sort()) {
    const cwd = path.join(root, "packages", name);
    const manifest = JSON.parse(readFileSync(path.join(cwd, "package.json"), "utf8"));
    const packed = check(
      `${manifest.name}: pack`,
      bin("pnpm"),
      ["pack", "--json", "--pack-destination", folder],
      cwd,
    );
    if (packed === undefined) continue;
    const { filename, files } = JSON.parse(packed);
    const tarball = path.resolve(folder, filename);
    sizes.push(sizeOf(manifest, cwd, tarball, files));
    check(`${manifest.name}: publint`, bin("publint"), [tarball, "--strict"]);
    check(`${manifest.name}: attw`, bin("attw"), [tarball, "--profile", "esm-only"]);
  }
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  else writeFileSync(path.join(folder, "packed.json"), JSON.stringify(sizes, null, 2));
}
mkdirSync(path.join(root, ".reports"), { recursive: true });
writeFileSync(path.join(root, ".reports", "packages.json"), JSON.stringify({ passed, failed: failures }));
console.log(`${passed} package checks passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
