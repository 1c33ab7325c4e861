import type { MockDefinition } from "../definition.js";
import { instant } from "../clock/duration.js";
import type { MockOptions } from "../options.js";
import { openStateFile } from "./file.js";
import { createJournal, type Journal } from "./journal.js";
import { headerOf, linesOf, textsOf, type Line, type NamespaceRecord } from "./lines.js";
import { readState, type Saved } from "./read.js";
import type { SavedNamespace } from "./replay.js";

/** State that a file keeps, open. */
export interface KeptState {
  readonly journal: Journal;
  /** Those of the mock, with what the file goes on with. */
  readonly options: MockOptions;
  /** What stood in the file. */
  readonly namespaces: ReadonlyMap<string, SavedNamespace>;
  /** Lets the file go as it is, for a mock that could not be made. */
  abandon(): void;
}

/** Whose state it is. */
export interface KeptContext {
  readonly definition: MockDefinition;
  readonly options: MockOptions;
  /** Name of the namespace that the options are those of. */
  readonly first: string;
  /** Everything that there is by then. */
  readonly capture: () => Promise<Iterable<Line>>;
}

/**
 * Opens a file of state. What stands there is read, and written anew in its shortest form, which shows that it can be written. Throws
 * an Error that says what to do for a file that is in use, unreadable, no state, or one of other options; it is left as it is then.
 */
export function openState(path: string, { definition, options, first, capture }: KeptContext): KeptState {
  const file = openStateFile(path);
  try {
    const { namespaces, torn } = read(path, file.found, definition);
    const record = namespaces.get(first)?.record;
    const goesOn = record === undefined ? options : continued(path, options, record);
    const header = headerOf(definition);
    file.replace(textsOf(header, linesOfAll(definition, namespaces)));
    if (torn !== undefined)
      // The one thing that nobody could be told in another way: it is no error.
      console.warn(
        `${path}:${torn}: what is written from this line on was cut off when its process ended. It was never answered, and is left out.`,
      );
    const journal = createJournal(file, header, capture);
    return { journal, options: goesOn, namespaces, abandon: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

function read(path: string, bytes: Uint8Array | undefined, definition: MockDefinition): Saved {
  if (bytes === undefined) return { namespaces: new Map(), torn: undefined };
  return readState(bytes, definition, {
    at: (line) => `${path}:${line}`,
    advice: "The file is left as it is. Mend or remove the line, or take another file.",
    mayBeTorn: true,
    start: { now: Date.now(), drawn: { items: 0, deliveries: 0 } },
  });
}

function* linesOfAll(
  definition: MockDefinition,
  namespaces: ReadonlyMap<string, SavedNamespace>,
): Iterable<Line> {
  for (const [namespace, { record, snapshot }] of namespaces) {
    if (record !== undefined) yield { namespace, kind: "namespace", key: [], value: record };
    yield* linesOf(definition, namespace, snapshot);
  }
}

/** The options that a mock goes on with. Throws an Error for those that contradict what it was made from. */
function continued(path: string, options: MockOptions, record: NamespaceRecord): MockOptions {
  const { seed, clock, now } = options;
  const contradict = (name: string, kept: unknown, asked: unknown): Error =>
    new Error(
      `The state in ${path} was made with ${name} ${JSON.stringify(kept)}, and ${JSON.stringify(asked)} is asked for. Leave ${name} out, or take another file.`,
    );
  if (seed !== undefined && String(seed) !== record.seed) throw contradict("seed", record.seed, String(seed));
  const kind = typeof clock === "object" ? "real" : clock;
  if (kind !== undefined && kind !== record.clock) throw contradict("clock", record.clock, kind);
  const start = record.start === undefined ? undefined : new Date(record.start);
  if (now !== undefined && start !== undefined && instant(now) !== record.start)
    throw contradict("now", start.toISOString(), new Date(instant(now)).toISOString());
  const { now: _now, ...rest } = options;
  return {
    ...rest,
    seed: record.seed,
    secret: options.secret ?? record.secret,
    clock: typeof clock === "object" ? clock : record.clock,
    ...(start !== undefined && { now: start }),
  };
}
