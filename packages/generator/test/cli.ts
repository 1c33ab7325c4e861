import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { hookspec } from "../src/cli/hookspec.js";

const bin = fileURLToPath(new URL("../bin/hookspec.js", import.meta.url));

/** What a run of the command said, and its exit code. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command, as built, in a process of its own, with its output piped. */
export function runProcess(args: readonly string[], cwd: string, env = process.env): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, env });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (text) => (said.stdout += String(text)));
    child.stderr.on("data", (text) => (said.stderr += String(text)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
}

/**
 * The command in this process: starting one costs half a second on a busy machine. One at a time: console, exit code and working
 * directory are the whole process's.
 */
export async function runHere(args: readonly string[], cwd: string): Promise<Ran> {
  const said = { stdout: "", stderr: "" };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => (said.stdout += String(text)) !== ""),
    vi.spyOn(console, "log").mockImplementation((text) => void (said.stdout += `${String(text)}\n`)),
    vi.spyOn(console, "error").mockImplementation((text) => void (said.stderr += `${String(text)}\n`)),
  ];
  const before = process.cwd();
  process.chdir(cwd);
  try {
    await hookspec(args);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = undefined;
    process.chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
}
