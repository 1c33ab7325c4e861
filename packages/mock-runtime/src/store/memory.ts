import type { JsonObject } from "../json.js";
import type { CollectionKey, Store } from "./store.js";

/** Items by namespace, resource and id. */
export type InitialItems = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, JsonObject>>>;

/** State that lives as long as the process, at first with the given items. */
export function createMemoryStore(initial: InitialItems = new Map()): Store {
  const namespaces = new Map(
    [...initial].map(([name, resources]) => [
      name,
      new Map([...resources].map(([resource, items]) => [resource, new Map(items)])),
    ]),
  );

  function collection({ namespace, resource }: CollectionKey): Map<string, JsonObject> {
    const resources = upsert(namespaces, namespace, () => new Map<string, Map<string, JsonObject>>());
    return upsert(resources, resource, () => new Map<string, JsonObject>());
  }

  return {
    async get(key, id) {
      return collection(key).get(id);
    },
    async list(key) {
      return [...collection(key).values()];
    },
    async insert(key, id, item) {
      const items = collection(key);
      if (items.has(id)) return false;
      items.set(id, item);
      return true;
    },
    async update(key, id, change) {
      const items = collection(key);
      const item = items.get(id);
      if (item === undefined) return undefined;
      const changed = change(item);
      items.set(id, changed);
      return changed;
    },
    async remove(key, id) {
      const items = collection(key);
      const item = items.get(id);
      items.delete(id);
      return item;
    },
    async clear(namespace) {
      namespaces.delete(namespace);
    },
  };
}

function upsert<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
