import type { Changes } from "./changes.js";
import type { Store } from "./store.js";

/** The same store, which reports the changes of one namespace. */
export function reporting(store: Store, changes: Changes): Store {
  return {
    get: (key, id) => store.get(key, id),
    list: (key) => store.list(key),
    clear: (namespace) => store.clear(namespace),
    async insert(key, id, item) {
      const isNew = await store.insert(key, id, item);
      if (isNew) changes.put("item", [key.resource, id], () => item);
      return isNew;
    },
    async update(key, id, change) {
      const changed = await store.update(key, id, change);
      if (changed !== undefined) changes.put("item", [key.resource, id], () => changed);
      return changed;
    },
    async remove(key, id) {
      const removed = await store.remove(key, id);
      if (removed !== undefined) changes.remove("item", [key.resource, id]);
      return removed;
    },
  };
}
