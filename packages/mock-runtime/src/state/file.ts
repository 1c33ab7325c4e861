import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { takeLock } from "./lock.js";

/** A file that is added to, and replaced as a whole when it has grown. It is this process's alone until it is closed. */
export interface StateFile {
  /** What stood in it at first; undefined where there was none, or an empty one. */
  readonly found: Uint8Array | undefined;
  /** Bytes. */
  readonly size: number;
  /** Adds text to the end: all of it, or when it throws nothing. */
  append(text: string): void;
  /** Puts lines in the place of all that stands there, all or nothing, also when the machine fails meanwhile. */
  replace(lines: Iterable<string>): void;
  close(): void;
}

/** It holds secrets: nobody else may read it. */
const mode = 0o600;
const chunkSize = 1024 * 1024;

/** Throws an Error that says what to do when the file cannot be read, or is another's. Nothing is written yet. */
export function openStateFile(path: string): StateFile {
  const unlock = takeLock(path);
  let file: number | undefined;
  let size = 0;

  function write(into: number, text: string, from: number): number {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;)
      done += writeSync(into, bytes, done, bytes.length - done, from + done);
    return from + bytes.length;
  }

  function writeAll(into: number, lines: Iterable<string>): number {
    let [written, chunk] = [0, ""];
    for (const line of lines) {
      chunk += line;
      if (chunk.length < chunkSize) continue;
      written = write(into, chunk, written);
      chunk = "";
    }
    return write(into, chunk, written);
  }

  const found = readOrNothing(path, unlock);
  return {
    found,
    get size() {
      return size;
    },
    append(text) {
      if (file === undefined) throw new Error(`The state file ${path} is closed.`);
      try {
        size = write(file, text, size);
      } catch (error) {
        // What is left of it would be overwritten by the next; a kill before that must not find it.
        ftruncateSync(file, size);
        throw cannotWrite(path, error);
      }
    },
    replace(lines) {
      const beside = `${path}.new`;
      let next: number | undefined;
      try {
        next = openSync(beside, "w", mode);
        const written = writeAll(next, lines);
        fsyncSync(next);
        renameSync(beside, path);
        if (file !== undefined) closeSync(file);
        [file, size, next] = [next, written, undefined];
      } catch (error) {
        if (next !== undefined) closeSync(next);
        rmSync(beside, { force: true });
        throw cannotWrite(path, error);
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      unlock();
    },
  };
}

function readOrNothing(path: string, unlock: () => void): Uint8Array | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length === 0 ? undefined : bytes;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    unlock();
    throw new Error(
      `The state file ${path} cannot be read: ${messageOf(error)}. Mend that, or take another.`,
      {
        cause: error,
      },
    );
  }
}

function cannotWrite(path: string, error: unknown): Error {
  return new Error(
    `The state cannot be saved in ${path}: ${messageOf(error)}. Make room there, or take another file.`,
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
