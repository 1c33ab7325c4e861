import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";

/** The process that holds a lock. The start tells it from an earlier process with the same id, as containers have them. */
interface Holder {
  readonly pid: number;
  /** When the process started, milliseconds since 1970. */
  readonly start: number;
}

/**
 * Makes a file this process's own, by a file beside it that names the process. A lock whose process is gone (it was killed) is taken
 * over. Throws an Error when another holds it. The returned function gives it back.
 */
export function takeLock(path: string): () => void {
  const lock = `${path}.lock`;
  const self: Holder = { pid: process.pid, start: Math.round(performance.timeOrigin) };
  for (;;) {
    try {
      const file = openSync(lock, "wx", 0o600);
      try {
        writeSync(file, JSON.stringify(self));
      } finally {
        closeSync(file);
      }
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== "EEXIST") {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(
          `The state cannot be saved in ${path}: ${why}. Take a file in a folder that exists and can be written to.`,
          { cause: error },
        );
      }
    }
    const holder = readHolder(lock);
    if (holder !== undefined && isAlive(holder, self))
      throw new Error(
        `The state file ${path} is in use by process ${holder.pid}. Stop that one or take another file; if it is no mock, remove ${lock}.`,
      );
    rmSync(lock, { force: true });
  }
}

/** Undefined for what was cut off when its process was killed. */
function readHolder(lock: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(lock, "utf8")) as Holder;
    return Number.isSafeInteger(value.pid) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, start }: Holder, self: Holder): boolean {
  if (pid === self.pid) return start === self.start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
