import type { Webhook } from "@hookspec/webhook-types";
import { expect } from "vitest";
import type { Hook, Realm } from "./realm.js";

/** What the third party does, at the mock by its control API and in the model. */

const objects = (connection: string) => `/connections/${connection}/objects/crm_contact`;

/** A change of one object in the model; native webhooks are owed it. `isSure` unless a failure may come in between. */
function happens(realm: Realm, connection: string, id: string, isSure: boolean): number {
  const known = realm.objectsOf(connection).get(id);
  const version = (realm.version += 1);
  const what = known === undefined ? "created" : "updated";
  const created = known?.created ?? version;
  realm.objectsOf(connection).set(id, { version, created });
  realm.history.set(version, { connection, id, what, created });
  for (const hook of realm.living) {
    const isHearing = hook.mode === "native" && hook.down === undefined && hook.connection === connection;
    if (!isHearing || !hook.events.includes(what)) continue;
    hook.owed.push(version);
    if (!isSure) hook.perhaps.add(version);
  }
  return version;
}

export async function upsert(realm: Realm, connection: string, id: string, isSame: boolean): Promise<void> {
  const known = realm.objectsOf(connection).get(id);
  const isNews = known === undefined || !isSame;
  const version = isNews ? happens(realm, connection, id, true) : known.version;
  const { body } = await realm.control("PUT", objects(connection), { id, version });
  const outcome = !isNews ? "unchanged" : known === undefined ? "created" : "updated";
  expect(body).toEqual({ outcome, change: version });
}

export async function load(realm: Realm, connection: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, at) => `o${at}`);
  const updated = ids.filter((id) => realm.objectsOf(connection).has(id)).length;
  const isCalm = !realm.isTroubled && (realm.receivers.moods.get(realm.name) ?? "fine") === "fine";
  const all = ids.map((id, at) => ({ id, version: happens(realm, connection, id, isCalm || at === 0) }));
  const { body } = await realm.control("POST", objects(connection), all);
  expect(body).toEqual({ created: count - updated, updated, unchanged: 0 });
}

export async function remove(realm: Realm, connection: string, id: string): Promise<void> {
  const isThere = realm.objectsOf(connection).delete(id);
  if (isThere) realm.version += 1;
  const { status } = await realm.control("DELETE", `${objects(connection)}/${id}`);
  expect(status).toBe(isThere ? 204 : 404);
}

/** Its objects and its webhooks go with it. */
export async function disconnect(realm: Realm, connection: string): Promise<void> {
  const { body } = await realm.control<{ source: string }[]>("GET", "/connections");
  const isKnown = body.some(({ source }) => source === connection);
  const { status } = await realm.control("DELETE", `/connections/${connection}`);
  expect(status).toBe(isKnown ? 204 : 404);
  if (!isKnown) return;
  realm.connections.delete(connection);
  for (const hook of realm.living) if (hook.connection === connection) bury(realm, hook);
  const { body: left } = await realm.api<Webhook[]>("listUnifiedWebhooks");
  expect(left.map(({ id }) => id)).toEqual(realm.living.map(({ id }) => id));
}

/** Nothing is sent to a webhook that was deleted. */
export function bury(realm: Realm, hook: Hook): void {
  hook.isDeleted = true;
  hook.quietAt = realm.postsOf(hook).length;
}
