import type { Changes } from "../store/changes.js";
import type { StateFile } from "./file.js";
import { textOf, textsOf, type Line, type NamespaceRecord, type Progress } from "./lines.js";

/** What a namespace tells of itself when it is saved. */
export interface Own {
  readonly record: () => NamespaceRecord;
  readonly progress: () => Progress;
}

/** The changes of one namespace on their way to the file. */
interface NamespaceChanges extends Changes {
  /** Its progress is another, e.g. the time of its clock. */
  touch(): void;
  /** Nothing of it is left but the namespace, and these lines. */
  replace(lines: Iterable<Line>): void;
  /** It is gone for good; what it reports from here on is passed over. */
  end(): void;
}

/** Saves what changes, entity by entity. */
export interface Journal {
  /** The namespace is new, or was read from the file. */
  open(namespace: string, own: Own): NamespaceChanges;
  saved(): Promise<void> | undefined;
  /** Writes what was reported, now. Throws an Error when that fails; nothing is lost then. */
  flush(): void;
  /** Saves everything in its shortest form, and lets the file go. */
  close(): Promise<void>;
}

interface Entry extends Omit<Line, "value"> {
  /** Asked when it is written; undefined for what is gone. */
  value: (() => object) | undefined;
  /** What it was before is gone: it is another one of the same key, and the youngest. */
  isAnew: boolean;
}

/** Bytes: a file shorter than this is never worth the work. */
const shortest = 1024 * 1024;
const growth = 4;

/**
 * Changes are written once a turn of the event loop, in one piece: what happens without waiting for anything is in the file as a
 * whole or not at all, and requests that are answered at the same time share a write. `capture` gives everything that there is; it
 * may take its time, as what changes meanwhile is added behind it.
 */
export function createJournal(
  file: StateFile,
  header: string,
  capture: () => Promise<Iterable<Line>>,
): Journal {
  const dirty = new Map<string, Entry>();
  // What is known of each namespace's progress in the file, as text.
  const progressed = new Map<string, string>();
  let writing: Promise<void> | undefined;
  let rewriting: Promise<void> | undefined;
  let since: string[] | undefined;
  let limit = Math.max(shortest, file.size * growth);
  let isClosed = false;

  function saved(): Promise<void> | undefined {
    if (dirty.size === 0) return undefined;
    if (writing !== undefined) return writing;
    writing = new Promise((resolve, reject) => {
      setImmediate(() => {
        writing = undefined;
        try {
          flush();
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    // Who waits for it hears of it; without one the next request does, as it is still to be saved.
    writing.catch(() => undefined);
    return writing;
  }

  function flush(): void {
    if (isClosed && dirty.size > 0) throw new Error("The mock is closed: nothing is saved any more.");
    const text = textOf([...dirty.values()].flatMap(linesOfEntry));
    try {
      if (text !== "") file.append(text);
    } catch (error) {
      progressed.clear();
      throw error;
    }
    since?.push(text);
    dirty.clear();
    if (file.size > limit) rewrite().catch(() => (limit = file.size * 2));
  }

  function linesOfEntry({ namespace, kind, key, value, isAnew }: Entry): Line[] {
    const line: Line = { namespace, kind, key };
    if (value === undefined) return [line];
    const filled = { ...line, value: value() };
    if (kind === "progress") {
      const text = JSON.stringify(filled.value);
      if (progressed.get(namespace) === text) return [];
      progressed.set(namespace, text);
    }
    return isAnew ? [line, filled] : [filled];
  }

  function rewrite(): Promise<void> {
    return (rewriting ??= rewriteAll().finally(() => (rewriting = undefined)));
  }

  async function rewriteAll(): Promise<void> {
    since = [];
    try {
      const lines = await capture();
      // What is half done by now is done in the next turn; from there on nothing may come between.
      await new Promise((resolve) => setImmediate(resolve));
      flush();
      file.replace(textsOf(header, lines, since));
      limit = Math.max(shortest, file.size * growth);
    } finally {
      since = undefined;
    }
  }

  function put(line: Omit<Line, "value">, value: () => object): void {
    const name = nameOf(line);
    const known = dirty.get(name);
    if (known === undefined) dirty.set(name, { ...line, value, isAnew: false });
    else if (known.value !== undefined) known.value = value;
    else {
      dirty.delete(name);
      dirty.set(name, { ...line, value, isAnew: true });
    }
  }

  function remove(line: Omit<Line, "value">): void {
    const name = nameOf(line);
    dirty.delete(name);
    dirty.set(name, { ...line, value: undefined, isAnew: false });
  }

  return {
    saved,
    flush,
    open(namespace, { record, progress }) {
      let hasEnded = false;
      const self = { namespace, kind: "namespace", key: [] } as const;

      function changed(act: () => void): void {
        if (hasEnded) return;
        act();
        put({ namespace, kind: "progress", key: [] }, progress);
        void saved();
      }

      function forget(): void {
        for (const [name, entry] of dirty) if (entry.namespace === namespace) dirty.delete(name);
        progressed.delete(namespace);
        remove(self);
      }

      changed(() => put(self, record));
      return {
        saved,
        put: (kind, key, value) => changed(() => put({ namespace, kind, key }, value)),
        remove: (kind, key) => changed(() => remove({ namespace, kind, key })),
        touch: () => changed(() => undefined),
        replace: (lines) =>
          changed(() => {
            forget();
            put(self, record);
            for (const { kind, key, value } of lines)
              if (value !== undefined) put({ namespace, kind, key }, () => value);
          }),
        end() {
          if (hasEnded) return;
          hasEnded = true;
          forget();
          void saved();
        },
      };
    },
    async close() {
      try {
        // What fails here may succeed below: the file is shorter then.
        await rewriting?.catch(() => undefined);
        await saved()?.catch(() => undefined);
        await rewrite();
      } finally {
        isClosed = true;
        file.close();
      }
    },
  };
}

function nameOf({ namespace, kind, key }: Omit<Line, "value">): string {
  return JSON.stringify([namespace, kind, ...key]);
}
