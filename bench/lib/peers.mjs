// The peers are not part of the repository's install: they are fetched here the first time a benchmark needs them.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const bench = path.resolve(import.meta.dirname, "..");
const { dependencies } = JSON.parse(readFileSync(path.join(bench, "package.json"), "utf8"));

/**
 * Installs what is missing, at the exact versions of bench/package.json and without running install scripts.
 * @returns {Record<string, string>} the installed version of each peer, or "not installed"
 */
export function ensurePeers(names) {
  if (names.some(isMissing)) install([]);
  // One that cannot be had must not take the others with it.
  for (const name of names.filter(isMissing)) install(["--no-save", `${name}@${dependencies[name]}`]);
  return Object.fromEntries(
    names.map((name) => [name, isMissing(name) ? "not installed" : dependencies[name]]),
  );
}

function install(what) {
  console.error(`Installing ${what.at(-1) ?? "the peers of bench/package.json"} …`);
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--loglevel=error"];
  spawnSync("npm", ["install", "--prefix", bench, ...quiet, ...what], {
    cwd: bench,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
    timeout: 180_000,
  });
}

function isMissing(name) {
  const manifest = path.join(bench, "node_modules", name, "package.json");
  return !existsSync(manifest) || JSON.parse(readFileSync(manifest, "utf8")).version !== dependencies[name];
}

/** The file behind a peer's command, to be run by `node` without a shell between. */
export function commandOf(name, command = name) {
  const folder = path.join(bench, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[command]);
}
