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
}

/** One change of an object, as native subscriptions hear of it. */
export interface SourceEvent {
  readonly source: string;
  readonly objectType: string;
  readonly what: "created" | "updated";
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
  upsert(source: string, objectType: string, object: unknown): SourceEvent | undefined;
  /** False when there was no such object. */
  remove(source: string, objectType: string, id: string): boolean;
  /** False when there was no such source. */
  removeSource(source: string): boolean;
  objects(source: string, objectType: string): readonly SourceObject[];
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
  readonly objects: Map<string, SourceObject>;
}

/** `idField` is the member that identifies an object among those of its type. */
export function createSources(idField: string, changes?: Changes): Sources {
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
    if (found === undefined) shelves.set(objectType, (found = { lastChange: 0, objects: new Map() }));
    return found;
  }

  return {
    get sequence() {
      return sequence;
    },
    has: (source) => sources.has(source),
    list: () =>
      [...sources].map(([source, shelves]) => ({
        source,
        objectTypes: Object.fromEntries([...shelves].map(([type, { objects }]) => [type, objects.size])),
      })),
    add,
    upsert(source, objectType, given) {
      const [id, object] = readObject(idField, given);
      add(source);
      const into = shelf(source, objectType);
      const before = into.objects.get(id);
      if (before !== undefined && isDeepStrictEqual(before.object, object)) return undefined;
      const change = (sequence += 1);
      into.lastChange = change;
      const entry = {
        object,
        created: before?.created ?? change,
        updated: before === undefined ? 0 : change,
      };
      into.objects.set(id, entry);
      changes?.put("object", [source, objectType, id], () => entry);
      return { source, objectType, what: before === undefined ? "created" : "updated", change, object };
    },
    remove(source, objectType, id) {
      const shelves = sources.get(source);
      const objects = shelves?.get(objectType)?.objects;
      if (objects?.delete(id) !== true) return false;
      if (objects.size === 0) shelves?.delete(objectType);
      sequence += 1;
      changes?.remove("object", [source, objectType, id]);
      return true;
    },
    removeSource(source) {
      for (const [objectType, { objects }] of sources.get(source) ?? [])
        for (const id of objects.keys()) changes?.remove("object", [source, objectType, id]);
      changes?.remove("connection", [source]);
      return sources.delete(source);
    },
    objects: (source, objectType) => [...(sources.get(source)?.get(objectType)?.objects.values() ?? [])],
    changeOf(source, objectType, id) {
      const found = sources.get(source)?.get(objectType)?.objects.get(id);
      return found && Math.max(found.created, found.updated);
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
            into.objects.set(String(entry.object[idField]), entry);
            into.lastChange = Math.max(into.lastChange, entry.created, entry.updated);
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
