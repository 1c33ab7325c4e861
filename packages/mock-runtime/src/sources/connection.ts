import type { JsonObject } from "../json.js";
import type { SourceEvent, Sources, Upserted } from "./sources.js";

/** One connection to a third party, as a test plays it: the changes made here are what webhooks report. */
export interface Connection {
  readonly id: string;
  /** Makes it known without objects, for `strict` mocks; the other methods do so by themselves. */
  create(): Promise<void>;
  /**
   * Creates or replaces one object; objects of a type are told apart by their id. The same object again is no change. Throws a
   * TypeError for what is no object with an id.
   */
  upsert(objectType: string, object: object): Promise<Upserted>;
  /** Upserts many, in order; resolves to how many there were of each outcome. */
  load(objectType: string, objects: Iterable<object>): Promise<Record<Upserted, number>>;
  /** False when there was no such object. */
  remove(objectType: string, id: string | number): Promise<boolean>;
  /** The objects of a type as they are now, oldest first. */
  objects(objectType: string): Promise<JsonObject[]>;
  /** The number of an object's last change, which `changes` of deliveries name; undefined when there is no such object. */
  changeOf(objectType: string, id: string | number): number | undefined;
  /** Deletes the connection, its objects and its webhooks. False when it was not known. */
  delete(): Promise<boolean>;
}

/** What follows from a change at a source. */
export interface SourceListener {
  /** Resolves when every native subscription has its event. */
  objectChanged(event: SourceEvent): Promise<void>;
  /** Resolves when the subscriptions to the source are gone. */
  sourceRemoved(source: string): Promise<void>;
}

export function createConnection(id: string, sources: Sources, listener: SourceListener): Connection {
  async function upsert(objectType: string, object: object): Promise<Upserted> {
    const event = sources.upsert(id, objectType, object);
    if (event === undefined) return "unchanged";
    await listener.objectChanged(event);
    return event.what;
  }

  return {
    id,
    create: async () => sources.add(id),
    upsert,
    async load(objectType, objects) {
      const counts: Record<Upserted, number> = { created: 0, updated: 0, unchanged: 0 };
      sources.add(id);
      for (const object of objects) counts[await upsert(objectType, object)] += 1;
      return counts;
    },
    async remove(objectType, objectId) {
      const event = sources.remove(id, objectType, String(objectId));
      if (event === undefined) return false;
      await listener.objectChanged(event);
      return true;
    },
    // Copies: what a test does with them must not change the source unseen.
    objects: async (objectType) =>
      sources.objects(id, objectType).map(({ object }) => structuredClone(object)),
    changeOf: (objectType, objectId) => sources.changeOf(id, objectType, String(objectId)),
    async delete() {
      const existed = sources.removeSource(id);
      await listener.sourceRemoved(id);
      return existed;
    },
  };
}
