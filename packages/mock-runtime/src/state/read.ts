import { isUtf8 } from "node:buffer";
import { trapIn } from "../body.js";
import type { MockDefinition } from "../definition.js";
import { isObject, show, showAll, type JsonObject } from "../json.js";
import { entities, type Values } from "./entities.js";
import { formatVersion, idFieldsOf, type Line } from "./lines.js";
import { Replay, type SavedNamespace, type Start } from "./replay.js";
import { misfit } from "./shape.js";

/** What is wrong with saved state. The message names the line. */
export class StateError extends Error {
  override readonly name = "StateError";
}

/** Where state is read from. */
export interface Source {
  /** Names a line in messages. */
  readonly at: (line: number) => string;
  /** What to do about a line that cannot be read. */
  readonly advice: string;
  /** Whether its end may be missing: the process that wrote it may have been killed. */
  readonly mayBeTorn: boolean;
  readonly start: Start;
}

/** What was read. */
export interface Saved {
  readonly namespaces: ReadonlyMap<string, SavedNamespace>;
  /** Number of the first line of an end that was torn off, which is left out. */
  readonly torn: number | undefined;
}

interface ReadLine extends Line {
  readonly more: boolean;
}

/** Reads lines of state. Throws a StateError for what is none, or belongs to another API. */
export function readState(bytes: Uint8Array, definition: MockDefinition, source: Source): Saved {
  const replays = new Map<string, Replay>();
  const check = createCheck(definition);
  let batch: [line: ReadLine, number: number][] = [];
  let number = 0;
  let torn: number | undefined;

  const fail = (why: string, line = number): never => {
    throw new StateError(`${source.at(line)}: ${why}. ${source.advice}`);
  };
  const apply = (line: ReadLine, at: number): void => {
    const replay = replays.get(line.namespace) ?? new Replay();
    replays.set(line.namespace, replay);
    if (line.kind === "namespace" && line.value === undefined) replays.delete(line.namespace);
    else if (line.value === undefined) replay.remove(line);
    else {
      const problem = replay.put(line);
      if (problem !== undefined) fail(problem, at);
    }
  };

  for (const { text, isEnded } of split(bytes)) {
    number += 1;
    const read = parse(text);
    if (number === 1) {
      const problem = typeof read === "string" ? read : wrongHeader(read, definition);
      if (problem !== undefined) fail(problem);
      continue;
    }
    const line = typeof read === "string" ? read : check(read);
    if (typeof line === "string") {
      if (isEnded || !source.mayBeTorn) return fail(line);
      torn = batch[0]?.[1] ?? number;
      batch = [];
      break;
    }
    batch.push([line, number]);
    if (line.more) continue;
    for (const [one, at] of batch) apply(one, at);
    batch = [];
  }
  if (number === 0) fail("there is no line", 1);
  const [left] = batch;
  if (left !== undefined && !source.mayBeTorn) fail("the lines that belong with it are missing", left[1]);
  torn ??= left?.[1];
  const namespaces = new Map<string, SavedNamespace>();
  for (const [name, replay] of replays) {
    const lacking = replay.lacking();
    if (lacking !== undefined) fail(`no line has ${lacking}`);
    namespaces.set(name, replay.end(source.start));
  }
  return { namespaces, torn };
}

/** Lines of their own: a string of a whole file may be longer than strings can be. */
function* split(bytes: Uint8Array): Iterable<{ text: Uint8Array; isEnded: boolean }> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(0x0a, from);
    const to = end === -1 ? bytes.length : end;
    yield { text: bytes.subarray(from, to), isEnded: end !== -1 };
    from = to + 1;
  }
}

/** A line holds an object and its place, and so is deeper than what a body may hold. */
const depthOfLine = -16;

/** The object that a line is, or why it is none. */
function parse(text: Uint8Array): JsonObject | string {
  if (!isUtf8(text)) return "the line is not UTF-8";
  const line = Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString("utf8");
  try {
    const value: unknown = JSON.parse(line);
    const trap = trapIn(value, depthOfLine);
    if (trap !== undefined) return trap;
    return isObject(value) ? value : `the line is ${show(value)}, expected an object`;
  } catch (error) {
    return `the line cannot be read as JSON (${error instanceof Error ? error.message : String(error)})`;
  }
}

function wrongHeader(
  { format, version, api }: JsonObject,
  { name }: Pick<MockDefinition, "name">,
): string | undefined {
  if (format !== "hookspec-state")
    return `the first line is not that of saved state, expected one with "format":"hookspec-state"`;
  if (typeof version !== "number" || version > formatVersion)
    return `the state has the format version ${show(version)}, and this mock reads ${formatVersion}`;
  if (api !== name) return `the state is of the API ${show(api)}, and this mock is one of ${show(name)}`;
  return undefined;
}

/** Reads what stands in a line: a line that fits, or why it does not. */
function createCheck(definition: MockDefinition): (line: JsonObject) => ReadLine | string {
  const { ofItem, ofObject } = idFieldsOf(definition);

  /** Where a value names its own key, the two are the same. */
  function misplaced({ kind, key, value }: Line): string | undefined {
    const [first = "", second = "", third = ""] = key;
    if (kind === "item" && !Object.hasOwn(definition.resources, first))
      return `${definition.title} has no resource ${show(first)}, expected one of ${showAll(Object.keys(definition.resources))}`;
    const named = { key: key.at(-1) ?? "", id: undefined as unknown };
    if (kind === "item") named.id = (value as Values["item"])[ofItem(first)];
    else if (kind === "object") named.id = (value as Values["object"]).object[ofObject];
    else if (kind === "subscription" || kind === "delivery") named.id = (value as { id: string }).id;
    else if (kind === "attempt") named.id = (value as Values["attempt"]).n;
    else if (kind === "event") named.id = (value as Values["event"]).change;
    else return undefined;
    const expected = kind === "item" ? second : kind === "object" ? third : named.key;
    return String(named.id) === expected
      ? undefined
      : `the value is of ${show(named.id)}, and the key names ${show(expected)}`;
  }

  return ({ namespace, kind, key, value, more }) => {
    if (typeof namespace !== "string") return `namespace is ${show(namespace)}, expected text`;
    if (typeof kind !== "string" || !Object.hasOwn(entities, kind))
      return `kind is ${show(kind)}, expected one of ${showAll(Object.keys(entities))}`;
    const known = kind as Line["kind"];
    const { key: names, value: shape } = entities[known];
    const isKey =
      Array.isArray(key) && key.length === names.length && key.every((one) => typeof one === "string");
    if (!isKey) return `key is ${show(key)}, expected [${names.join(", ")}] as texts`;
    const line = { namespace, kind: known, key: key as string[], more: more === true };
    if (value === undefined) return line;
    const filled = { ...line, value: value as object };
    return misfit(value, shape, "value") ?? misplaced(filled) ?? filled;
  };
}
