import { isDeepStrictEqual } from "node:util";
import { copyOf, isObject, show, type JsonObject } from "../json.js";
import type { Changes } from "../store/changes.js";

/** One object of a source, and the changes that it saw. Kept objects are never changed in place. */
export interface SourceObject {
  readonly object: JsonObject;
  /** Change sequence of its creation. */
  readonly created: number;
  /** Change sequence of its last update, 0 before the first. */
  readonly updated: number;
  /** Change sequence of its removal: it is kept to be told of, and is no object of the source any more. */
  readonly removed?: number;
}

/** What happened to an object. */
export type What = "created" | "updated" | "deleted";

/** One change of an object, as native subscriptions hear of it. */
export interface SourceEvent {
  readonly source: string;
  readonly objectType: string;
  readonly what: What;
  readonly change: number;
  readonly object: JsonObject;
}

/** What became of an upsert. */
export type Upserted = "created" | "updated" | "unchanged";

/** All sources of a namespace as plain data. */
export interface SourcesSnapshot {
  readonly sequence: number;
  readonly sources: readonly (readonly [string, readonly (readonly [string, readonly SourceObject[]])[]])[];
}

/** A source, and how many objects it has of each type. */
export interface SourceSummary {
  readonly source: string;
  readonly objectTypes: Readonly<Record<string, number>>;
}

/** The third parties whose objects subscriptions watch, in one namespace. */
export interface Sources {
  /** The number of the last change; numbers rise by one, whatever the time is. */
  readonly sequence: number;
  has(source: string): boolean;
  /** All of them, oldest first. */
  list(): SourceSummary[];
  add(source: string): void;
  /** Undefined when the object was there in the same state: that is no change. */
  upsert(
    source: string,
    objectType: string,
    object: unknown,
  ): (SourceEvent & { readonly what: "created" | "updated" }) | undefined;
  /** Undefined when there was no such object. */
  remove(source: string, objectType: string, id: string): SourceEvent | undefined;
  /** False when there was no such source. */
  removeSource(source: string): boolean;
  /** Those that there are, oldest first. */
  objects(source: string, objectType: string): readonly SourceObject[];
  /** The same with those that are gone, where removals are told. */
  history(source: string, objectType: string): readonly SourceObject[];
  /** The number of one object's last change. */
  changeOf(source: string, objectType: string, id: string): number | undefined;
  /** The number of the last change among these objects, 0 before the first. Tells cheaply that a poll will find nothing. */
  lastChange(source: string, objectType: string): number;
  snapshot(): SourcesSnapshot;
  restore(snapshot: SourcesSnapshot): void;
  clear(): void;
}

interface Shelf {
  lastChange: number;
  /** Ids of removed objects, the oldest first. */
  readonly removed: Set<string>;
  readonly objects: Map<string, SourceObject>;
}

/** Removed objects of one type that are remembered; the oldest go first. */
const mostRemoved = 10_000;

/**
 * `idField` is the member that identifies an object among those of its type; `tellsRemovals`: there may be subscriptions that want to
 * hear of objects that are gone.
 */
export function createSources(idField: string, tellsRemovals: boolean, changes?: Changes): Sources {
  const sources = new Map<string, Map<string, Shelf>>();
  let sequence = 0;

  function add(source: string): void {
    if (sources.has(source)) return;
    sources.set(source, new Map());
    changes?.put("connection", [source], () => ({}));
  }

  function shelf(source: string, objectType: string): Shelf {
    let shelves = sources.get(source);
    if (shelves === undefined) sources.set(source, (shelves = new Map()));
    let found = shelves.get(objectType);
    if (found === undefined)
      shelves.set(objectType, (found = { lastChange: 0, removed: new Set(), objects: new Map() }));
    return found;
  }

  function entries(source: string, objectType: string): SourceObject[] {
    return [...(sources.get(source)?.get(objectType)?.objects.values() ?? [])];
  }

  function forgetOldest(source: string, objectType: string, { objects, removed }: Shelf): void {
    const [oldest] = removed;
    if (oldest === undefined || removed.size <= mostRemoved) return;
    removed.delete(oldest);
    objects.delete(oldest);
    changes?.remove("object", [source, objectType, oldest]);
  }

  return {
    get sequence() {
      return sequence;
    },
    has: (source) => sources.has(source),
    list: () =>
      [...sources].map(([source, shelves]) => ({
        source,
        objectTypes: Object.fromEntries(
          [...shelves].flatMap(([type, { objects }]) => {
            const count = [...objects.values()].filter(isThere).length;
            return count === 0 ? [] : [[type, count]];
          }),
        ),
      })),
    add,
    upsert(source, objectType, given) {
      const [id, object] = readObject(idField, given);
      add(source);
      const into = shelf(source, objectType);
      const found = into.objects.get(id);
      const before = found && isThere(found) ? found : undefined;
      if (before !== undefined && isDeepStrictEqual(before.object, object)) return undefined;
      const change = (sequence += 1);
      into.lastChange = change;
      const entry = {
        object,
        created: before?.created ?? change,
        updated: before === undefined ? 0 : change,
      };
      into.objects.set(id, entry);
      into.removed.delete(id);
      changes?.put("object", [source, objectType, id], () => entry);
      return { source, objectType, what: before === undefined ? "created" : "updated", change, object };
    },
    remove(source, objectType, id) {
      const shelves = sources.get(source);
      const from = shelves?.get(objectType);
      const entry = from?.objects.get(id);
      if (from === undefined || entry === undefined || !isThere(entry)) return undefined;
      const change = (sequence += 1);
      if (tellsRemovals) {
        const gone = { ...entry, removed: change };
        from.lastChange = change;
        from.objects.set(id, gone);
        from.removed.add(id);
        changes?.put("object", [source, objectType, id], () => gone);
        forgetOldest(source, objectType, from);
      } else {
        from.objects.delete(id);
        changes?.remove("object", [source, objectType, id]);
        if (from.objects.size === 0) shelves?.delete(objectType);
      }
      return { source, objectType, what: "deleted", change, object: entry.object };
    },
    removeSource(source) {
      for (const [objectType, { objects }] of sources.get(source) ?? [])
        for (const id of objects.keys()) changes?.remove("object", [source, objectType, id]);
      changes?.remove("connection", [source]);
      return sources.delete(source);
    },
    objects: (source, objectType) =>
      entries(source, objectType)
        .filter(isThere)
        .sort((a, b) => a.created - b.created),
    history: entries,
    changeOf(source, objectType, id) {
      const found = sources.get(source)?.get(objectType)?.objects.get(id);
      return found && isThere(found) ? lastChange(found) : undefined;
    },
    lastChange: (source, objectType) => sources.get(source)?.get(objectType)?.lastChange ?? 0,
    snapshot: () => ({
      sequence,
      sources: [...sources].map(([source, shelves]) => [
        source,
        [...shelves].map(([objectType, { objects }]) => [objectType, [...objects.values()]]),
      ]),
    }),
    restore(snapshot) {
      sources.clear();
      ({ sequence } = snapshot);
      for (const [source, shelves] of snapshot.sources) {
        sources.set(source, new Map());
        for (const [objectType, objects] of shelves) {
          const into = shelf(source, objectType);
          for (const entry of objects) {
            if (!isThere(entry)) into.removed.add(String(entry.object[idField]));
            into.objects.set(String(entry.object[idField]), entry);
            into.lastChange = Math.max(into.lastChange, lastChange(entry));
          }
        }
      }
    },
    clear() {
      sources.clear();
      sequence = 0;
    },
  };
}

/** The number of an object's last change. */
export function lastChange({ created, updated, removed = 0 }: SourceObject): number {
  return Math.max(created, updated, removed);
}

function isThere({ removed }: SourceObject): boolean {
  return removed === undefined;
}

/** The object, a copy. */
function readObject(idField: string, given: unknown): [id: string, object: JsonObject] {
  if (!isObject(given)) throw new TypeError(`upsert got ${show(given)}. Pass an object with "${idField}".`);
  const id = given[idField];
  if ((typeof id !== "string" || id === "") && typeof id !== "number") {
    throw new TypeError(
      `upsert got an object whose "${idField}" is ${show(id)}. It tells objects apart: pass text or a number.`,
    );
  }
  return [String(id), copyOf(given)];
}
