import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { createMock } from "../src/mock.js";
import { newWebhook, startMock } from "./harness.js";
import { minute, path, play, sentOf, start } from "./playground.js";
import { webhookDefinition } from "./webhook-definition.js";

const data = { id: "1" };

test("deliver: to another URL, with another nonce, secret and kind, incomplete, tampered with, with other headers", async () => {
  const { mock, create, texts, url } = await play();
  const id = await create({ hook_url: "http://127.0.0.1:9/" });
  const delivery = await mock.deliver({
    subscription: id,
    url,
    data,
    kind: "initialLast",
    nonce: "n",
    secret: "other",
    omit: ["sig"],
    tamper: (body) => body.replace('"id":"1"', '"id":"2"'),
    headers: { "content-type": "text/plain" },
  });
  expect(delivery).toMatchObject({ status: "delivered", trigger: "manual", subscription: id, url });
  const body = JSON.parse(texts()[0] ?? "");
  expect(body).toMatchObject({ data: [{ id: "2" }], nonce: "n", type: "INITIAL-COMPLETE", webhook: { id } });
  expect(body).not.toHaveProperty("sig");
  expect(body.sig256).toBe(createHmac("sha256", "other").update('[{"id":"1"}]n').digest("base64"));
  expect(delivery.attempts[0]?.request.headers["content-type"]).toBe("text/plain");
});

test("deliver needs no subscription, is not retried, and leaves health alone", async () => {
  const { mock, create, answers, url, texts } = await play();
  const id = await create();
  answers.status = 500;
  expect(await mock.deliver({ url, data: [data] })).toMatchObject({ status: "failed" });
  expect(await mock.deliver({ subscription: id, data })).toMatchObject({
    status: "failed",
    reason: "gave up after 1 attempt: answered 500, delivered is 2XX",
  });
  await mock.clock.advance("1d");
  expect(texts()).toHaveLength(2);
  expect(mock.subscription(id)?.health.state).toBe("healthy");
  await expect(mock.deliver({ data })).rejects.toThrow("deliver got neither subscription nor url.");
  await expect(mock.deliver({ subscription: "x", data })).rejects.toThrow('There is no subscription "x".');
});

test("duplicates in series and in parallel, and deliveries out of order, are the same bytes again", async () => {
  // Answered a little late, so that what overlaps is seen to, or only once so many are under way.
  let together = 1;
  let most = 0;
  const underWay = new Set<ServerResponse>();
  const { mock, create, upsert, texts } = await play({}, (_request, response) => {
    most = Math.max(most, underWay.add(response).size);
    if (underWay.size < together) return;
    setTimeout(() => {
      for (const one of underWay) one.writeHead(204).end();
      underWay.clear();
    }, 20);
  });
  await create({ webhook_type: "native" });
  for (const id of ["1", "2"]) await upsert(id);
  await mock.idle();
  const [one, two] = [...mock.deliveries].map(({ id }) => id);
  if (one === undefined || two === undefined) throw new Error("two deliveries were made");
  expect(await mock.duplicate(one, { copies: 2 })).toMatchObject([{ ok: true }, { ok: true }]);
  expect(most).toBe(1);
  together = 3;
  expect(await mock.duplicate(one, { parallel: true, copies: 3 })).toHaveLength(3);
  together = 1;
  await mock.reorder([two, one]);
  expect(texts().map((text) => sentOf(text).ids[0])).toEqual(["1", "2", "1", "1", "1", "1", "1", "2", "1"]);
  expect(new Set(texts()).size).toBe(2);
  expect(
    mock.deliveries
      .at(0)
      ?.attempts.map(({ n }) => n)
      .sort(),
  ).toEqual([1, 2, 3, 4, 5, 6, 7]);
  await expect(mock.duplicate("x")).rejects.toThrow('There is no delivery "x" in the log.');
  await expect(mock.duplicate(one, { copies: 0 })).rejects.toThrow(
    "copies is 0. Pass a whole number from 1.",
  );
});

test("resend delivers what had failed; cancel leaves a poll's changes to the next one", async () => {
  const { mock, create, upsert, answers, sent } = await play();
  const id = await create();
  await upsert("1");
  answers.status = 500;
  await mock.clock.advance("1h");
  const [first] = mock.deliveries;
  await mock.deliveries.cancel(first?.id ?? "");
  expect(first).toMatchObject({ status: "cancelled", reason: "by hand" });
  await expect(mock.deliveries.cancel(first?.id ?? "")).rejects.toThrow("is cancelled already");
  await mock.clock.advance("1h");
  answers.status = 204;
  expect(await mock.deliveries.resend(mock.deliveries.at(-1)?.id ?? "")).toMatchObject({ ok: true });
  expect(mock.deliveries.at(-1)?.status).toBe("delivered");
  expect(mock.subscription(id)?.cursor).toBe(1);
  await mock.clock.advance("1d");
  expect(sent().map(({ ids }) => ids)).toEqual([["1"], ["1"], ["1"]]);
});

test("waitFor resolves at once when it can, waits when it must, and says what it saw instead", async () => {
  const { mock, create, upsert, answers } = await play();
  const id = await create({ webhook_type: "native" });
  const waiting = mock.deliveries.waitFor({ subscription: id, status: "delivered" }, { count: 2 });
  for (const one of ["1", "2"]) await upsert(one);
  expect((await waiting).map(({ changes }) => changes)).toEqual([[1], [2]]);
  expect(
    await mock.deliveries.waitFor({ source: "c1", objectType: "crm_contact" }, { timeout: 1 }),
  ).toHaveLength(2);
  answers.status = 500;
  await upsert("3");
  await mock.idle();
  const failed = mock.deliveries.waitFor({ status: "pending" }, { timeout: 10 });
  await expect(failed).rejects.toThrow(
    /^Waited 10 ms for 1 delivery fitting {"status":"pending"}, got 0\. All that was seen:\n/,
  );
  await expect(failed).rejects.toThrow(/failed after 4 attempts, gave up after 4 attempts: answered 500/);
  await mock.reset();
  await expect(mock.deliveries.waitFor({}, { timeout: 1 })).rejects.toThrow("There was no delivery at all;");
});

test("the log keeps so many attempts, drops the oldest and counts them", async () => {
  const { mock, url } = await play({ deliveryLogLimit: 3 });
  const made = [];
  for (let n = 0; n < 5; n++) made.push(await mock.deliver({ url, data }));
  expect([...mock.deliveries].map(({ id }) => id)).toEqual(made.slice(2).map(({ id }) => id));
  expect(mock.deliveries.dropped).toBe(2);
});

test("what was dropped without an attempt fills the log no more than the rest", async () => {
  const { mock, create, upsert, answers } = await play({ deliveryLogLimit: 3 });
  await create({ webhook_type: "native" });
  answers.status = 500;
  await Promise.all(Array.from({ length: 9 }, (_, at) => upsert(`${at}`)));
  await mock.idle();
  expect([...mock.deliveries].map(({ status, changes }) => [status, ...changes])).toEqual([
    ["cancelled", 7],
    ["cancelled", 8],
    ["cancelled", 9],
  ]);
});

test("rule 3: Standard Webhooks headers keep their id, with a fresh timestamp and signature for each attempt", async () => {
  const secret = `whsec_${Buffer.from("0123456789abcdef01234567").toString("base64")}`;
  const { mock, create, upsert, answers } = await play({ standardWebhooks: true, secret });
  await create();
  await upsert("1");
  answers.status = 500;
  await mock.clock.advance("1h");
  answers.status = 204;
  await mock.clock.advance("1m");
  const [delivery] = mock.deliveries;
  const seen = delivery?.attempts.map(({ at, request: { headers, body } }) => {
    const seconds = Math.floor(at / 1000);
    const mac = createHmac("sha256", Buffer.from(secret.slice(6), "base64"));
    const signature = mac.update(`${delivery.id}.${seconds}.${body}`).digest("base64");
    expect(headers["webhook-timestamp"]).toBe(String(seconds));
    expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
    return headers["webhook-id"];
  });
  expect(seen).toEqual([delivery?.id, delivery?.id]);
});

test("a delivery that comes back into a mock is not delivered on", async () => {
  const { mock, create } = await play();
  const id = await create({ hook_url: `${mock.url}${path}` });
  expect(await mock.deliver({ subscription: id, data })).toMatchObject({
    status: "failed",
    attempts: [{ status: 508 }],
  });
});

test("a transport stands in for the network; what it throws is a connection that failed", async () => {
  const posted: string[] = [];
  const { mock, create, upsert } = await play({
    transport: ({ url, headers, body }) => {
      posted.push(`${url} ${headers["content-type"]} ${sentOf(body).ids.join()}`);
      if (posted.length === 1) throw new Error("no route");
      return { status: 204 };
    },
  });
  await create({ hook_url: "https://far.test/hook" });
  await upsert("1");
  await mock.clock.advance("2h");
  expect(posted).toEqual(Array(2).fill("https://far.test/hook application/json 1"));
  expect(mock.deliveries.at(0)?.attempts[0]).toMatchObject({ ok: false, reason: "no route" });
});

test("strict: a webhook needs an existing connection, whose deletion deletes it", async () => {
  const { mock, call } = await startMock({ strict: true });
  const refused = await call("POST", path, newWebhook());
  expect([refused.status, refused.body.errors[0].pointer, refused.body.errors[0].code]).toEqual([
    422,
    "/connection_id",
    "unknown",
  ]);
  const byPath = await call("POST", `${path}/c1/crm_contact`, { hook_url: "http://127.0.0.1:9/" });
  expect([byPath.status, byPath.body]).toEqual([
    404,
    {
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: 'There is no connection "c1". Make it with mock.connection("c1").create(), or give it objects.',
      instance: `${path}/c1/crm_contact`,
    },
  ]);
  await mock.connection("c1").create();
  const { body } = await call("POST", path, newWebhook());
  expect(await mock.connection("c1").delete()).toBe(true);
  expect((await call("GET", `${path}/${body.id}`)).status).toBe(404);
  expect([mock.subscriptions, await mock.connection("c1").delete()]).toEqual([[], false]);
  expect((await call("POST", path, newWebhook())).status).toBe(422);
});

test("connections keep objects of their own, by id, and refuse what has none", async () => {
  const { mock } = await startMock();
  const connection = mock.connection("c1");
  const given = { id: 7, tags: ["a"] };
  expect(await connection.upsert("deal", given)).toBe("created");
  given.tags.push("b");
  expect(await connection.objects("deal")).toEqual([{ id: 7, tags: ["a"] }]);
  expect(await connection.upsert("deal", given)).toBe("updated");
  expect([await connection.remove("deal", 7), await connection.remove("deal", 7)]).toEqual([true, false]);
  for (const wrong of [[], { name: "x" }, { id: "" }, { id: null }])
    await expect(connection.upsert("deal", wrong)).rejects.toThrow(/^upsert got/);
  const { subscription: _none, ...without } = webhookDefinition;
  expect(() => createMock(without).connection("c1")).toThrow("Webhook API delivers nothing");
});

test("snapshot and restore bring back everything: items, objects, pending retries, ids, time", async () => {
  const { mock, create, upsert, answers, sent, call } = await play({ seed: 1 });
  const id = await create();
  await upsert("1");
  answers.status = 500;
  await mock.clock.advance("1h");
  const snapshot = JSON.parse(JSON.stringify(await mock.snapshot()));
  const goOn = async () => {
    answers.status = 204;
    const before = sent().length;
    await upsert("2");
    await mock.clock.advance("2h");
    const { body } = await call("POST", path, newWebhook());
    return {
      sent: sent().slice(before),
      id: body.id,
      now: mock.clock.now(),
      log: JSON.stringify(
        [...mock.deliveries].map(({ id: one, status, attempted }) => [one, status, attempted]),
      ),
    };
  };
  const first = await goOn();
  expect(first.sent.map(({ ids }) => ids)).toEqual([["1"], ["2"]]);
  await mock.restore(snapshot);
  expect(mock.clock.now()).toBe(start + 60 * minute);
  expect(mock.subscription(id)).toMatchObject({ cursor: 0, pending: [{ status: "pending", attempted: 1 }] });
  expect(await goOn()).toEqual(first);
  await expect(mock.restore({} as never)).rejects.toThrow("restore got no snapshot of version 1.");
});

test("reset goes back to the start: objects, subscriptions, deliveries, the clock; nothing goes on", async () => {
  const { mock, create, upsert, answers, texts } = await play();
  await create();
  await upsert("1");
  answers.status = 500;
  await mock.clock.advance("1h");
  await mock.reset();
  expect([mock.clock.now(), mock.deliveries.length, mock.subscriptions]).toEqual([start, 0, []]);
  expect(await mock.connection("c1").objects("crm_contact")).toEqual([]);
  await mock.clock.advance("1d");
  expect(texts()).toHaveLength(1);
});

test("rule 22: API calls made by a receiver while the clock moves are served; a second advance is refused", async () => {
  const answersOf: unknown[] = [];
  const { mock, call, create, upsert } = await play({}, (_request, response) => {
    void (async () => {
      answersOf.push((await call("GET", path)).status, (await call("POST", path, newWebhook())).status);
      answersOf.push(await mock.clock.advance("1h").catch((error: Error) => error.name));
      response.writeHead(204).end();
    })();
  });
  await create();
  await upsert("1");
  await mock.clock.advance("1h");
  expect(answersOf).toEqual([200, 200, "ClockBusyError"]);
  expect(mock.deliveries.at(-1)?.status).toBe("delivered");
});

test("rule 22: under a virtual clock a receiver has one real second", async () => {
  const { mock, url } = await play({}, () => undefined);
  const began = performance.now();
  expect(await mock.deliver({ url, data })).toMatchObject({
    attempts: [{ reason: "no answer within 1000 ms" }],
  });
  expect(performance.now() - began).toBeLessThan(2000);
});

test.each(["whsec_", "whsec_not base64"])(
  "standardWebhooks with the secret %s is refused at once",
  (secret) => {
    const message = 'The secret starts with "whsec_", and no base64 (RFC 4648) follows. Pass all of it.';
    expect(() => createMock(webhookDefinition, { standardWebhooks: true, secret })).toThrow(
      new TypeError(message),
    );
    // Without these headers it is text like any other.
    expect(createMock(webhookDefinition, { secret }).secret).toBe(secret);
  },
);
