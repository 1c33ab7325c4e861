import type { ResourceDefinition } from "../definition.js";
import type { Clock } from "../clock/clock.js";
import { timestamp } from "../clock/clock.js";
import { show, type JsonObject } from "../json.js";
import { invalidBody, Problem, type FieldProblem } from "../problems.js";
import type { CollectionKey, Store } from "../store/store.js";
import { checkImmutable, fillDefaults, itemOf, patched, replaced, type Change } from "./change.js";
import type { Rules } from "./rules.js";

/** What a collection needs to know about the place that it lives in. */
export interface CollectionContext {
  readonly namespace: string;
  readonly owner: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly nextId: () => string;
}

/** The items of one resource in one namespace. Throws problems 404, 409 and 422. */
export interface Collection {
  /** With fields it must have those values, else it is as if it were not there. */
  get(id: string, fields?: JsonObject): Promise<JsonObject>;
  list(): Promise<readonly JsonObject[]>;
  /** `filled` are fields that the URL gives; they win over the body's. */
  create(change: Change, filled: JsonObject): Promise<JsonObject>;
  replace(id: string, change: Change): Promise<JsonObject>;
  patch(id: string, change: Change): Promise<JsonObject>;
  remove(id: string): Promise<JsonObject>;
  /** Changes an item on the server's own account: `updatedAt` stays. What `change` throws leaves it as it was. */
  touch(id: string, change: (item: JsonObject) => JsonObject): Promise<JsonObject>;
}

export function createCollection(
  name: string,
  resource: ResourceDefinition,
  rules: Rules,
  { namespace, owner, store, clock, nextId }: CollectionContext,
): Collection {
  const key: CollectionKey = { namespace, resource: name };

  function found(id: string, item: JsonObject | undefined): JsonObject {
    if (item !== undefined) return item;
    throw new Problem(404, `There is no ${resource.schema} ${show(id)}. List them to see which there are.`);
  }

  /** Completes a draft in place; throws a 422 with everything that is wrong with it. */
  function settle(draft: JsonObject, stored: JsonObject | undefined, given: readonly FieldProblem[]): void {
    fillDefaults(resource, draft);
    const errors = [...given, ...(stored === undefined ? [] : checkImmutable(resource, stored, draft))];
    for (const error of rules.settle(draft, stored)) {
      if (errors.every(({ pointer }) => pointer !== error.pointer)) errors.push(error);
    }
    if (errors.length > 0) throw invalidBody(errors);
  }

  async function change(
    id: string,
    asked: Change,
    draftOf: (stored: JsonObject) => JsonObject,
  ): Promise<JsonObject> {
    const now = timestamp(clock.now());
    const changed = await store.update(key, id, (stored) => {
      const draft = draftOf(stored);
      settle(draft, stored, asked.errors);
      if (resource.updatedAt !== undefined) draft[resource.updatedAt] = now;
      return itemOf(resource, draft);
    });
    return found(id, changed);
  }

  return {
    async get(id, fields = {}) {
      const item = await store.get(key, id);
      const isThat = Object.entries(fields).every(
        ([field, value]) => String(item?.[field]) === String(value),
      );
      return found(id, isThat ? item : undefined);
    },
    list: () => store.list(key),
    async create(asked, filled) {
      const draft = { ...asked.set, ...filled };
      settle(draft, undefined, asked.errors);
      const now = timestamp(clock.now());
      const id = (draft[resource.id] ??= newId(resource, nextId));
      if (resource.createdAt !== undefined) draft[resource.createdAt] = now;
      if (resource.updatedAt !== undefined) draft[resource.updatedAt] = now;
      if (resource.owner !== undefined) draft[resource.owner] = owner;
      const item = itemOf(resource, draft);
      if (await store.insert(key, String(id), item)) return item;
      throw new Problem(
        409,
        `There is a ${resource.schema} ${show(id)} already. Leave the id out or send another.`,
      );
    },
    replace: (id, asked) => change(id, asked, (stored) => replaced(resource, stored, asked)),
    patch: (id, asked) => change(id, asked, (stored) => patched(stored, asked)),
    async remove(id) {
      return found(id, await store.remove(key, id));
    },
    async touch(id, touched) {
      return found(id, await store.update(key, id, touched));
    },
  };
}

/** Some APIs number their items: the rising part of an id serves them. */
function newId({ fields, id }: ResourceDefinition, nextId: () => string): string | number {
  const type = fields[id]?.type;
  const text = nextId();
  return type === "integer" || type === "number" ? Number.parseInt(text.slice(-8), 16) : text;
}
