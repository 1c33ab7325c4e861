// Packs every public package as it would be published and checks the tarballs: publint (what is in them), attw (what types resolve).
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./setup.mjs";

const bin = (name) => path.join(root, "node_modules", ".bin", name);
const folder = mkdtempSync(path.join(tmpdir(), "hookspec-packages-"));
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
    const tarball = path.resolve(folder, JSON.parse(packed).filename);
    check(`${manifest.name}: publint`, bin("publint"), [tarball, "--strict"]);
    check(`${manifest.name}: attw`, bin("attw"), [tarball, "--profile", "esm-only"]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
mkdirSync(path.join(root, ".reports"), { recursive: true });
writeFileSync(path.join(root, ".reports", "packages.json"), JSON.stringify({ passed, failed: failures }));
console.log(`${passed} package checks passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
