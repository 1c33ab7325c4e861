// Child processes that end with the run: each is ended by its own id.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { get } from "node:http";

const startPatience = 30_000;
const stopPatience = 3000;

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

/** Runs `node args…` in the background. Its output is kept, to be shown when it ends unasked. */
export function startNode(args, { env = {}, cwd } = {}) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk) => (output = (output + chunk).slice(-4000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  running.add(child);
  const ended = new Promise((resolve) => child.once("close", resolve)).finally(() => running.delete(child));

  return {
    pid: child.pid,
    ended,
    output: () => output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), stopPatience);
      await ended;
      clearTimeout(late);
    },
  };
}

/** A process that runs to its end and prints one JSON value as its last line. */
export async function runNode(args, options) {
  const child = startNode(args, options);
  const code = await child.ended;
  if (code !== 0) throw new Error(`node ${args[0]} ended with ${code}: ${child.output().slice(-500)}`);
  return JSON.parse(child.output().trimEnd().split("\n").at(-1));
}

/** A server in a process of its own, once it answers 200. `ms` is the time from its start to that answer. */
export async function startServer(args, { port, path, headers = {}, env = {} }) {
  const start = performance.now();
  const child = startNode(args, { env });
  while ((await statusOf({ host: "127.0.0.1", port, path, headers })) !== 200) {
    if (child.hasEnded()) throw new Error(`ended before it answered: ${child.output().slice(-500)}`);
    if (performance.now() - start > startPatience) {
      await child.stop();
      throw new Error(`no 200 within ${startPatience} ms: ${child.output().slice(-500)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return { ...child, port, ms: performance.now() - start };
}

function statusOf(options) {
  return new Promise((resolve) => {
    const request = get({ ...options, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode));
      response.once("error", () => resolve(undefined));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(undefined));
  });
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Peak resident memory of a running process in MB, and its CPU time in ms. Undefined where the system has no /proc. */
export function usageOf(pid) {
  if (!existsSync(`/proc/${pid}/status`)) return { peakMb: undefined, rssMb: undefined, cpuMs: undefined };
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kb = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  // Fields 14 and 15 (user, system), in hundredths of a second; the command's name before them may hold spaces.
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    peakMb: kb("VmHWM") / 1024,
    rssMb: kb("VmRSS") / 1024,
    cpuMs: 10 * (Number(fields[11]) + Number(fields[12])),
  };
}
