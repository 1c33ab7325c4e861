/** The kinds of entities that the state of a namespace consists of. */
export type EntityKind =
  | "item"
  | "connection"
  | "object"
  | "subscription"
  | "event"
  | "page"
  | "delivery"
  | "status"
  | "attempt"
  | "answer";

/** Hears what changes in the state of one namespace, so that it can be saved. There is none where nothing is saved. */
export interface Changes {
  /** The entity is new or another now. `value` is asked when it is saved, and may have moved on by then. */
  put(kind: EntityKind, key: readonly string[], value: () => object): void;
  /** The entity is gone. */
  remove(kind: EntityKind, key: readonly string[]): void;
  /** Resolves when all that was reported is saved; undefined when it is already. Rejects when it cannot be. */
  saved(): Promise<void> | undefined;
}
