import { expect } from "vitest";
import { lookAt, read, type Told } from "./invariants.js";
import type { Hook, Logged, Realm } from "./realm.js";

/** Receivers recover, faults end, and time passes until nothing is left: then each webhook was told what it asked for. */
export async function finish(realm: Realm, met: Set<string>): Promise<void> {
  realm.receivers.moods.set(realm.name, "fine");
  await realm.control("DELETE", "/faults");
  const { status } = await realm.control("POST", "/clock/advance", { untilIdle: true });
  expect(status).toBe(200);
  const log = await lookAt(realm, met);
  expect(log.filter((delivery) => delivery.status === "pending")).toEqual([]);
  for (const hook of realm.hooks) {
    const own = log.filter(({ subscription }) => subscription === hook.id);
    checkInitial(realm, hook, own);
    checkIncrements(realm, hook, own);
    if (hook.down !== undefined && !hook.isDeleted) {
      const { body } = await realm.api("getUnifiedWebhook", { id: hook.id });
      expect(Date.parse(body.checked_at ?? "2000-01-01")).toBeLessThanOrEqual(hook.down.since);
    }
    if (hook.mode === "virtual" && !hook.isDeleted && hook.down === undefined) checkNothingLost(realm, hook);
  }
}

/** What the sender got to know as taken: the first acknowledgement of each delivery, in the order of coming. */
function acknowledged(realm: Realm, hook: Hook): Told[] {
  const taken = realm.postsOf(hook).filter(({ answered }) => answered === 204);
  const firsts = taken.filter(({ nonce }, at) => taken.findIndex((one) => one.nonce === nonce) === at);
  return firsts.map(({ text }) => read(text));
}

/** A delivery that was sent again by hand may be told again by the mock itself, and out of order. */
function bySchedule(realm: Realm, own: readonly Logged[], told: readonly Told[]): Told[] {
  const again = own.filter(({ id, request }) => realm.resent.has(id) && request.body !== "");
  const nonces = new Set(again.map(({ request }) => read(request.body).nonce));
  return told.filter(({ nonce }) => !nonces.has(nonce));
}

const isInitial = ({ type }: Told) => type.startsWith("INITIAL-");
const versions = (told: readonly Told[]) => told.flatMap(({ data }) => data.map(({ version }) => version));
const unique = <T>(values: readonly T[]) => [...new Set(values)];

/** The snapshot at the create: whole, once, in order, its last page named so, and before everything else. */
function checkInitial(realm: Realm, hook: Hook, own: readonly Logged[]): void {
  const all = acknowledged(realm, hook);
  const told = bySchedule(realm, own, all);
  const pages = all.filter(isInitial);
  if (hook.initial === undefined) return expect(pages).toEqual([]);
  expect(told.slice(0, told.filter(isInitial).length)).toEqual(told.filter(isInitial));
  expect(versions(told.filter(isInitial))).toEqual(unique(versions(told.filter(isInitial))));

  const skipped = own.filter(({ id, trigger }) => trigger === "initial" && realm.cancelled.has(id));
  const heard = new Set(versions(pages));
  const left = new Set(skipped.flatMap(({ changes }) => changes).filter((version) => !heard.has(version)));
  const wanted = hook.initial.filter((version) => !left.has(version));
  const isWhole = !hook.isDeleted && hook.down === undefined;
  expect(unique(versions(pages))).toEqual(isWhole ? wanted : wanted.slice(0, heard.size));
  if (!isWhole || skipped.length > 0) return undefined;
  expect(pages.at(-1)?.type).toBe("INITIAL-COMPLETE");
  expect(told.filter(({ type }) => type === "INITIAL-COMPLETE").length).toBeLessThanOrEqual(1);
}

/** Nothing twice, nothing out of order, nothing that did not happen or was not asked for. */
function checkIncrements(realm: Realm, hook: Hook, own: readonly Logged[]): void {
  const all = acknowledged(realm, hook).filter((one) => !isInitial(one));
  expect(unique(all.map(({ type }) => type))).toEqual(all.length === 0 ? [] : [hook.mode.toUpperCase()]);
  const order = versions(bySchedule(realm, own, all));
  expect(order).toEqual(unique(order).sort((a, b) => a - b));
  for (const { data } of all) {
    for (const { id, version } of data) {
      const change = realm.history.get(version);
      expect([change?.connection, change?.id]).toEqual([hook.connection, id]);
      expect(version).toBeGreaterThan(hook.base);
      if (!hook.events.includes("created")) expect(change?.what).toBe("updated");
      if (!hook.events.includes("updated")) expect(change?.created).toBeGreaterThan(hook.base);
    }
  }
}

/** Virtual: of each object that is there, the latest change that it asked for was told. */
function checkNothingLost(realm: Realm, hook: Hook): void {
  const told = acknowledged(realm, hook).filter((one) => !isInitial(one));
  for (const [id, { version, created }] of realm.objectsOf(hook.connection)) {
    const heard = told.flatMap(({ data }) => data).filter((object) => object.id === id);
    const latest = Math.max(0, ...heard.map((object) => object.version));
    if (hook.events.includes("updated") && version > created && version > hook.base)
      expect([id, latest]).toEqual([id, version]);
    else if (hook.events.includes("created") && created > hook.base)
      expect(latest, id).toBeGreaterThanOrEqual(created);
  }
}
