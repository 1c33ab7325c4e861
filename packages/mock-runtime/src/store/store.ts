import type { JsonObject } from "../json.js";

/** One resource of one namespace. */
export interface CollectionKey {
  readonly namespace: string;
  readonly resource: string;
}

/**
 * Where state lives. Asynchronous, and changed only through whole operations, so that a store shared by several processes can
 * stand behind it. Items that went in or came out are never changed in place.
 */
export interface Store {
  get(key: CollectionKey, id: string): Promise<JsonObject | undefined>;
  /** All items in the order of their creation. */
  list(key: CollectionKey): Promise<readonly JsonObject[]>;
  /** False, and nothing happens, when the id is taken. */
  insert(key: CollectionKey, id: string, item: JsonObject): Promise<boolean>;
  /**
   * Replaces an item by what `change` makes of it, atomically; `change` is pure and may run again after a conflict. What it
   * throws leaves the item as it was. Undefined when there is no such item.
   */
  update(
    key: CollectionKey,
    id: string,
    change: (item: JsonObject) => JsonObject,
  ): Promise<JsonObject | undefined>;
  /** The removed item, undefined when there was none. */
  remove(key: CollectionKey, id: string): Promise<JsonObject | undefined>;
  /** Forgets everything of a namespace. */
  clear(namespace: string): Promise<void>;
}
