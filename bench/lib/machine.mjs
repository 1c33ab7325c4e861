import { spawnSync } from "node:child_process";
import os from "node:os";

/** Where and when a run was made, and of which state of the repository. */
export function machine(root) {
  const git = (...args) => spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout?.trim() ?? "";
  return {
    date: new Date().toISOString().slice(0, 16) + "Z",
    cpu: os.cpus()[0]?.model ?? "unknown",
    cores: os.cpus().length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    load: os.loadavg()[0],
    commit: git("rev-parse", "--short", "HEAD") || "unknown",
    changed: git("status", "--porcelain", "--", "packages") !== "",
  };
}
