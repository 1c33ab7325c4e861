import { expect } from "vitest";
import { checkDelivery } from "./documented.js";
import type { Hook, Logged, Realm } from "./realm.js";

interface Subscription {
  readonly id: string;
  readonly health: { readonly state: string; readonly since?: number };
  readonly cursor: number;
}

/** What a delivery holds, read from its bytes. */
export interface Told {
  readonly type: string;
  readonly nonce: string;
  readonly data: readonly { readonly id: string; readonly version: number }[];
  readonly webhook: { readonly id: string; readonly connection_id: string };
}

export const read = (text: string): Told => JSON.parse(text) as Told;
const minute = 60_000;

/** What must hold of a namespace whenever nothing is under way. Takes note of who failed, and in `met` of what was met. Resolves to the log. */
export async function lookAt(realm: Realm, met: Set<string>): Promise<readonly Logged[]> {
  const now = await realm.advance(0);
  const { body: log } = await realm.control<Logged[]>("GET", "/deliveries?limit=10000");
  const { body: subscriptions } = await realm.control<Subscription[]>("GET", "/subscriptions");
  expect(subscriptions.map(({ id }) => id)).toEqual(realm.living.map(({ id }) => id));
  for (const hook of realm.hooks) {
    const own = log.filter(({ subscription }) => subscription === hook.id);
    tally(hook, own, met);
    checkPosts(realm, hook, own);
    for (const delivery of own) checkLogged(realm, hook, delivery, now);
    noteFailures(realm, hook, own);
    checkOwed(hook, own);
    const subscription = subscriptions.find(({ id }) => id === hook.id);
    if (subscription !== undefined) checkSubscription(hook, own, subscription);
  }
  return log;
}

/** What a run should have come by: without it the invariants would hold of nothing. */
function tally(hook: Hook, own: readonly Logged[], met: Set<string>): void {
  for (const { kind, status, reason = "", attempts } of own) {
    met.add(`${status} ${kind}${status === "cancelled" ? `: ${reason}` : ""}`);
    const why = attempts.map(({ reason: one = "" }) => /no answer|closed|fault/.exec(one)?.[0]);
    for (const one of why) if (one !== undefined) met.add(one);
  }
  if (hook.down !== undefined) met.add(`${hook.down.state} ${hook.mode}`);
}

/** Each POST is of a logged delivery, has its bytes, is signed, fits the spec, and went to where the webhook is now. */
function checkPosts(realm: Realm, hook: Hook, own: readonly Logged[]): void {
  const posts = realm.postsOf(hook);
  if (hook.quietAt !== undefined) expect([hook.id, posts.length]).toEqual([hook.id, hook.quietAt]);
  for (const { text, url } of posts.slice(hook.looked)) {
    checkDelivery(text, realm.secret);
    const { webhook } = read(text);
    expect([webhook.id, webhook.connection_id]).toEqual([hook.id, hook.connection]);
    if (hook.quietAt === undefined) expect(url).toBe(hook.item.hook_url);
  }
  hook.looked = posts.length;
  if (hook.isDeleted) expect(own.filter(({ status }) => status === "pending")).toEqual([]);

  const sent = own.filter(({ request }) => request.body !== "");
  const logged = sent.flatMap(({ request, attempts }) => {
    const { nonce } = read(request.body);
    const open = attempts.filter(({ fault }) => fault === undefined);
    return open.map(({ status, request: { body }, url }) => [nonce, body, url, status]);
  });
  const came = sent.flatMap(({ request }) => {
    const { nonce } = read(request.body);
    const same = posts.filter((post) => post.nonce === nonce);
    return same.map(({ text, url, answered }) => [nonce, text, url, answered]);
  });
  expect(came).toEqual(logged);
  expect(came).toHaveLength(posts.length);
  expect(new Set(sent.map(({ request }) => read(request.body).nonce)).size).toBe(sent.length);
}

/** The log tells the truth, and retries come when the spec says. */
function checkLogged(realm: Realm, hook: Hook, delivery: Logged, now: number): void {
  const { id, kind, trigger, changes, status, reason, request, attempted, attempts, nextAttemptAt } =
    delivery;
  const isSentAgain = realm.resent.has(id);
  if (request.body === "") expect([status, attempts]).toEqual(["cancelled", []]);
  else expect(read(request.body).data.map(({ version }) => version)).toEqual(changes);
  expect(attempts.filter((attempt) => attempt.request.body !== request.body)).toEqual([]);
  expect(attempts.map(({ n }) => n)).toEqual(attempts.map((_attempt, index) => index + 1));
  expect([id, attempts.some(({ ok }) => ok)]).toEqual([id, status === "delivered"]);
  if (status === "cancelled") {
    const why = [realm.cancelled.has(id) && "by hand", hook.isDeleted && "deleted", "unhealthy", "stopped"];
    expect(why).toContain(reason);
  }
  if (isSentAgain) return;

  const isPushed = kind === "native" || (trigger === "initial" && hook.mode === "native");
  expect(attempted).toBe(attempts.length);
  expect(attempts.slice(0, -1).filter(({ ok }) => ok)).toEqual([]);
  const times = attempts.map(({ at }) => at);
  if (status === "pending") {
    expect(nextAttemptAt).toBeGreaterThan(now);
    times.push(nextAttemptAt ?? 0);
  }
  const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  expect([id, waits]).toEqual([id, waits.map((_wait, index) => (isPushed ? 0 : fibonacci(index) * minute))]);
  const gone = attempts.findIndex((attempt) => attempt.status === 410);
  if (gone !== -1) expect([status, gone]).toEqual([hook.isDeleted ? status : "failed", attempts.length - 1]);
  if (status !== "failed") return;
  if (attempts.at(-1)?.status !== 410) expect(attempted).toBe(isPushed ? 4 : 21);
}

/** 1, 2, 3, 5, 8 … */
function fibonacci(index: number): number {
  let [last, next] = [1, 1];
  for (let step = 0; step < index; step++) [last, next] = [next, last + next];
  return next;
}

function noteFailures(realm: Realm, hook: Hook, own: readonly Logged[]): void {
  for (const { id, status, attempts } of own) {
    const last = attempts.at(-1);
    if (status !== "failed" || hook.failed.has(id) || last === undefined) continue;
    hook.failed.add(id);
    hook.down = { state: last.status === 410 ? "stopped" : "unhealthy", since: last.at };
    hook.quietAt ??= realm.postsOf(hook).length;
  }
}

/** Native: each change that it must hear of has one delivery, in the order of the changes. */
function checkOwed(hook: Hook, own: readonly Logged[]): void {
  const told = own.filter(({ trigger }) => trigger === "native").flatMap(({ changes }) => changes);
  const missing = hook.owed.filter((change) => !told.includes(change));
  expect(missing.filter((change) => !hook.perhaps.has(change))).toEqual([]);
  expect(told).toEqual(hook.owed.filter((change) => told.includes(change)));
}

function checkSubscription(hook: Hook, own: readonly Logged[], { health, cursor }: Subscription): void {
  expect([hook.id, health]).toEqual([hook.id, hook.down ?? { state: "healthy" }]);
  expect(cursor).toBeGreaterThanOrEqual(hook.cursor);
  hook.cursor = cursor;
  const pending = own.filter(({ status }) => status === "pending");
  expect(pending.length).toBeLessThanOrEqual(hook.down === undefined ? 1 : 0);
  for (const { trigger, changes } of pending) {
    if (trigger === "initial") expect(cursor).toBe(hook.base);
    else expect(changes.filter((change) => change <= cursor)).toEqual([]);
  }
}
