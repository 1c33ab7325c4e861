import type { Webhook } from "@hookspec/webhook-types";
import type fc from "fast-check";
import { expect } from "vitest";
import { lookAt } from "./invariants.js";
import { Realm, type Hook, type Logged } from "./realm.js";
import type { Mood, Receivers } from "./receivers.js";
import * as third from "./third-party.js";

/** A run: one server, and the namespaces that the run made in it. */
export interface World {
  readonly mockUrl: string;
  readonly receivers: Receivers;
  /** Starts the names of its namespaces. */
  readonly name: string;
  readonly realms: Realm[];
  /** Receivers that may still hang: each costs a real second. */
  hangs: number;
  /** What all runs came by. */
  readonly met: Set<string>;
}

export type Command = fc.AsyncCommand<World, World>;

/** After every command all invariants of its namespace are looked at. */
function command(name: string, at: number, run: (realm: Realm, world: World) => Promise<unknown>): Command {
  return {
    check: () => true,
    async run(world) {
      const living = world.realms.filter(({ isGone }) => !isGone);
      const realm = living[at % living.length];
      if (realm === undefined) throw new Error("The first namespace is never deleted.");
      await run(realm, world);
      if (!realm.isGone) await lookAt(realm, world.met);
    },
    toString: () => `${name} in ${at}`,
  };
}

/** On one of the webhooks that are there, if any. */
const onHook = (
  name: string,
  hookAt: number,
  at: number,
  run: (realm: Realm, hook: Hook) => Promise<unknown>,
) =>
  command(`${name} of ${hookAt}`, at, async (realm) => {
    const hook = realm.living[hookAt % Math.max(realm.living.length, 1)];
    if (hook !== undefined) await run(realm, hook);
  });

/** On one of the deliveries in the log, if any. */
const onDelivery = (
  name: string,
  nth: number,
  at: number,
  run: (realm: Realm, delivery: Logged) => Promise<unknown>,
) =>
  command(`${name} ${nth}`, at, async (realm) => {
    const { body: log } = await realm.control<Logged[]>("GET", "/deliveries?limit=10000");
    const sent = log.filter(({ request }) => request.body !== "").reverse();
    const delivery = sent[nth % Math.max(sent.length, 1)];
    if (delivery !== undefined) await run(realm, delivery);
  });

/** Opens a namespace with a virtual clock. */
export async function openRealm(world: World): Promise<Realm> {
  const realm = new Realm(`${world.name}-${world.realms.length}`, world.mockUrl, world.receivers);
  const asked = {
    name: realm.name,
    secret: realm.secret,
    seed: "1",
    clock: "virtual",
    now: "2024-03-01T12:00:00Z",
  };
  const response = await fetch(`${world.mockUrl}/_hookspec/namespaces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  expect([response.status, await response.json()]).toMatchObject([
    201,
    { name: realm.name, secret: realm.secret },
  ]);
  world.realms.push(realm);
  return realm;
}

export interface Asked {
  readonly way: "plain" | "connection";
  readonly mode: Hook["mode"];
  readonly events: readonly ("created" | "updated")[];
  readonly all: boolean;
  readonly interval: number;
  readonly connection: string;
}

export const create = (asked: Asked, at: number) =>
  command(`create ${JSON.stringify(asked)}`, at, async (realm) => {
    const { way, mode, events, interval, connection } = asked;
    const all = asked.all && way === "plain";
    const wanted = { hook_url: realm.urlOf(realm.hooks.length), interval, webhook_type: mode };
    const known = [...realm.objectsOf(connection).values()].map(({ version }) => version);
    const { status, body } =
      way === "plain"
        ? await realm.api(
            "createUnifiedWebhook",
            {},
            { ...wanted, events, connection_id: connection, object_type: "crm_contact" },
            `?include_all=${all}`,
          )
        : await realm.api(
            "createUnifiedWebhookForConnection",
            { connection_id: connection, object: "crm_contact" },
            wanted,
            `?${events.map((event) => `events=${event}`).join("&")}`,
          );
    expect(status).toBe(200);
    const made = {
      ...wanted,
      events,
      event: events[0],
      connection_id: connection,
      object_type: "crm_contact",
    };
    expect(body).toMatchObject(made);
    realm.hooks.push({
      id: body.id ?? "",
      connection,
      mode,
      events,
      item: body,
      base: realm.version,
      initial: all ? known : undefined,
      owed: [],
      perhaps: new Set(),
      failed: new Set(),
      down: undefined,
      isDeleted: false,
      quietAt: undefined,
      looked: 0,
      cursor: realm.version,
    });
  });

/** What checks move aside, a webhook is what it was. */
const fixed = ({ checked_at: _checked, runs: _runs, ...rest }: Webhook) => rest;
const shown = ({ item, down }: Hook) => ({ ...fixed(item), is_healthy: down === undefined });

export const get = (hookAt: number, at: number) =>
  onHook("get", hookAt, at, async (realm, hook) => {
    const { body } = await realm.api("getUnifiedWebhook", { id: hook.id });
    expect(fixed(body)).toEqual(shown(hook));
    const runs = body.runs ?? [];
    expect(runs.length).toBeLessThanOrEqual(20);
    expect(runs).toEqual([...runs].sort());
    expect(runs.at(-1)).toBe(body.checked_at);
  });

export const list = (limit: number, offset: number, at: number) =>
  command(`list ${limit} from ${offset}`, at, async (realm) => {
    const query = `?limit=${limit}&offset=${offset}`;
    const { body } = await realm.api<Webhook[]>("listUnifiedWebhooks", {}, undefined, query);
    const wanted = realm.living.slice(offset, offset + limit).map(shown);
    expect(body.map(fixed)).toEqual(wanted);
  });

export const change = (
  method: "patch" | "update",
  interval: number,
  isMoved: boolean,
  hookAt: number,
  at: number,
) =>
  onHook(`${method} to ${interval} m${isMoved ? ", moved" : ""}`, hookAt, at, async (realm, hook) => {
    const now = new Date(await realm.advance(0)).toISOString().replace(".000", "");
    const hook_url = isMoved ? `${hook.item.hook_url.split("?")[0]}?moved=${interval}` : hook.item.hook_url;
    const sent = method === "patch" ? { interval, hook_url } : { ...hook.item, interval, hook_url };
    const { status, body } = await realm.api(`${method}UnifiedWebhook`, { id: hook.id }, sent);
    expect(status).toBe(200);
    expect(fixed(body)).toEqual({ ...shown(hook), interval, hook_url, updated_at: now });
    hook.item = body;
  });

export const refused = (hookAt: number, at: number) =>
  onHook("a wrong patch", hookAt, at, async (realm, hook) => {
    const { id } = hook;
    const wrong = { interval: 0, connection_id: "another" };
    expect((await realm.api("patchUnifiedWebhook", { id }, wrong)).status).toBe(422);
    expect((await realm.api("patchUnifiedWebhook", { id: "none" }, {})).status).toBe(404);
    expect(fixed((await realm.api("getUnifiedWebhook", { id })).body)).toEqual(shown(hook));
  });

export const destroy = (hookAt: number, at: number) =>
  onHook("delete", hookAt, at, async (realm, hook) => {
    expect((await realm.api("removeUnifiedWebhook", { id: hook.id })).status).toBe(200);
    third.bury(realm, hook);
    expect((await realm.api("removeUnifiedWebhook", { id: hook.id })).status).toBe(404);
    expect((await realm.api("getUnifiedWebhook", { id: hook.id })).status).toBe(404);
  });

export const trigger = (hookAt: number, at: number) =>
  onHook("trigger", hookAt, at, async (realm, { id, mode, down }) => {
    const { status } = await realm.api("patchUnifiedWebhookTrigger", { id });
    expect(status).toBe(mode === "native" ? 422 : down === undefined ? 200 : 409);
  });

const week = 7 * 24 * 60 * 60_000;

export const resume = (hookAt: number, at: number) =>
  onHook("resume", hookAt, at, async (realm, hook) => {
    const now = await realm.advance(0);
    const isTooLate = hook.mode === "virtual" && hook.down !== undefined && now - hook.down.since > week;
    if (!isTooLate && hook.down !== undefined) hook.down = hook.quietAt = undefined;
    const { status } = await realm.control("POST", `/subscriptions/${hook.id}/resume`);
    expect(status).toBe(isTooLate ? 409 : 200);
  });

export const resend = (nth: number, at: number) =>
  onDelivery("resend", nth, at, async (realm, { id, subscription }) => {
    realm.resent.add(id);
    const hook = realm.hooks.find((one) => one.id === subscription);
    const { status, body } = await realm.control<{ fault?: string }>("POST", `/deliveries/${id}/resend`);
    expect(status).toBe(200);
    if (hook?.quietAt !== undefined && body.fault === undefined) hook.quietAt += 1;
  });

export const cancel = (nth: number, at: number) =>
  onDelivery("cancel", nth, at, async (realm, { id, status: before }) => {
    if (before === "pending") realm.cancelled.add(id);
    const { status } = await realm.control("POST", `/deliveries/${id}/cancel`);
    expect(status).toBe(before === "pending" ? 200 : 409);
  });

export const advance = (by: string, at: number) => command(`advance ${by}`, at, (realm) => realm.advance(by));

export const turn = (mood: Mood, at: number) =>
  command(`receivers are ${mood}`, at, async ({ name, receivers }, world) => {
    if (mood === "hanging" && world.hangs-- <= 0) return;
    receivers.moods.set(name, mood);
  });

export const fault = (times: number, at: number) =>
  command(`${times} deliveries meet a fault`, at, async (realm) => {
    realm.isTroubled = true;
    expect((await realm.control("POST", "/faults", { on: "delivery", status: 503, times })).status).toBe(201);
  });

export const open = (at: number) =>
  command("open a namespace", at, async (_realm, world) => {
    if (world.realms.length < 4) await openRealm(world);
  });

/** All but the first may go; what they were about to send is not sent. */
export const close = (at: number) =>
  command("close a namespace", at, async (realm, { realms }) => {
    if (realm === realms[0]) return;
    const posts = realm.hooks.map((hook) => realm.postsOf(hook).length);
    expect((await realm.control("DELETE", `/namespaces/${realm.name}`)).status).toBe(204);
    realm.isGone = true;
    expect((await realm.control("GET", "/subscriptions")).status).toBe(404);
    realm.hooks.forEach((hook, index) => (hook.quietAt = posts[index]));
  });

export const upsert = (source: string, id: string, isSame: boolean, nth: number) =>
  command(`upsert ${source} ${id}${isSame ? ", the same" : ""}`, nth, (realm) =>
    third.upsert(realm, source, id, isSame),
  );
export const load = (source: string, count: number, nth: number) =>
  command(`load ${count} into ${source}`, nth, (realm) => third.load(realm, source, count));
export const remove = (source: string, id: string, nth: number) =>
  command(`remove ${source} ${id}`, nth, (realm) => third.remove(realm, source, id));
export const disconnect = (source: string, nth: number) =>
  command(`delete connection ${source}`, nth, (realm) => third.disconnect(realm, source));
