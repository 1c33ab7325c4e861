// Installs the dependencies, once per lockfile. Everything else in this folder calls it first, so a fresh clone needs only Node and npm.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const stamp = path.join(root, "node_modules", ".installed");

/** Runs a command in the repository; its output is shown unless `quiet`, and then only when it fails. Gives its exit code. */
export function run(command, args, { quiet = false, cwd = root, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...toolEnvironment(), ...env },
    stdio: ["inherit", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    // npx is a script on Windows, which only a shell starts.
    shell: process.platform === "win32",
  });
  if (result.error) console.error(`Failed to start ${command}: ${result.error.message}`);
  if (quiet && result.status !== 0) process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
  return result.status ?? 1;
}

/** Runs a command in the repository and gives what it says: { status, stdout, stderr }. */
export function capture(command, args, { cwd = root } = {}) {
  const env = { ...process.env, ...toolEnvironment() };
  return spawnSync(command, args, { cwd, env, encoding: "utf8", shell: process.platform === "win32" });
}

/** The installed tools first on the PATH: turbo starts pnpm by its name. */
function toolEnvironment() {
  const bin = path.join(root, "node_modules", ".bin");
  return {
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`,
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  };
}

function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  return hash.update(readFileSync(path.join(root, "pnpm-lock.yaml"))).digest("hex");
}

/** Installs when the lockfile (or Node) is not the one that was installed last. Ends the process when it cannot. */
export function ensureInstalled(extraArgs = []) {
  if (extraArgs.length === 0 && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint()) return;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Node ${process.versions.node} is too old: hookspec needs 20.19 or later. Install it and run the command again.`,
    );
    process.exit(2);
  }
  const { packageManager } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  console.log(`Installing dependencies (${packageManager}) …`);
  const args = [
    "--yes",
    packageManager,
    "install",
    ...(extraArgs.length === 0 ? ["--frozen-lockfile"] : extraArgs),
  ];
  // CI=true: never wait for an answer.
  const status = run("npx", args, { quiet: true, env: { CI: "true" } });
  if (status !== 0) {
    console.error(
      "The installation failed, see above. After a change of a package.json: npm run setup -- --no-frozen-lockfile",
    );
    process.exit(status);
  }
  writeFileSync(stamp, fingerprint());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled(process.argv.slice(2));
