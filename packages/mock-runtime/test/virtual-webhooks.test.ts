import { expect, test } from "vitest";
import { minute, path, play, start } from "./playground.js";

test("rule 3: a retry sends identical bytes to the present hook_url", async () => {
  const { mock, call, create, upsert, answers, texts, url } = await play();
  const id = await create();
  await upsert("1");
  answers.status = 500;
  await mock.clock.advance("1h");
  await call("PATCH", `${path}/${id}`, { hook_url: `${url}?moved` });
  answers.status = 204;
  await mock.clock.advance("1m");
  const [first, second] = texts();
  expect(texts()).toHaveLength(2);
  expect(second).toBe(first);
  const [delivery] = mock.deliveries;
  expect(delivery).toMatchObject({ status: "delivered", trigger: "poll", changes: [1], subscription: id });
  expect(delivery?.attempts).toMatchObject([
    { n: 1, at: start + 60 * minute, url, ok: false, status: 500 },
    { n: 2, at: start + 61 * minute, url: `${url}?moved`, ok: true, status: 204 },
  ]);
});

test("rule 10: a new interval reschedules from the last check, and not into the past", async () => {
  const { mock, call, create, item } = await play();
  const id = await create({ interval: 60 });
  const due = () => ((mock.subscription(id)?.due ?? 0) - start) / minute;
  expect(due()).toBe(60);
  await mock.clock.advance("10m");
  await call("PATCH", `${path}/${id}`, { interval: 30 });
  expect(due()).toBe(30);
  await call("PATCH", `${path}/${id}`, { interval: 5 });
  await mock.idle();
  expect((await item(id)).body.checked_at).toBe("2024-03-01T12:10:00Z");
  expect(due()).toBe(15);
  await call("PATCH", `${path}/${id}`, { fields: "name" });
  expect(due()).toBe(15);
});

test("rule 10: checked_at and runs move with each poll, updated_at does not", async () => {
  const { mock, create, item } = await play();
  const id = await create({ interval: 30 });
  await mock.clock.advance("61m");
  expect((await item(id)).body).toMatchObject({
    checked_at: "2024-03-01T13:00:00Z",
    runs: ["2024-03-01T12:30:00Z", "2024-03-01T13:00:00Z"],
    updated_at: "2024-03-01T12:00:00Z",
  });
});

test("rule 11: DELETE lets the attempt under way finish, cancels the rest, and nothing starts after it", async () => {
  const { mock, call, create, upsert, texts } = await play({}, (request, response) => {
    const id = /"webhook":\{.*?"id":"(\w+)"/.exec(texts().at(-1) ?? "")?.[1] ?? "";
    // The receiver deletes the webhook whose delivery it is answering.
    void call("DELETE", `${path}/${id}`).then(({ status }) =>
      response.writeHead(status === 200 ? 500 : 400).end(),
    );
    request.resume();
  });
  const id = await create();
  await upsert("1");
  await mock.clock.advance("2d");
  expect([...mock.deliveries]).toMatchObject([
    { status: "cancelled", reason: "deleted", attempts: [{ n: 1, status: 500 }] },
  ]);
  expect((await call("DELETE", `${path}/${id}`)).status).toBe(404);
  expect(mock.subscription(id)).toBeUndefined();
});

test("rule 11: a delivery that waits for its retry is cancelled with its webhook", async () => {
  const { mock, call, create, upsert, answers } = await play();
  const id = await create();
  await upsert("1");
  answers.status = 500;
  await mock.clock.advance("1h");
  await call("DELETE", `${path}/${id}`);
  expect([...mock.deliveries]).toMatchObject([{ status: "cancelled", reason: "deleted", attempted: 1 }]);
  expect(await mock.clock.next()).toBeUndefined();
});

test("rule 11: a delivery that waits for room at its receiver does not start once its webhook is deleted", async () => {
  const room = 64;
  const held: (() => void)[] = [];
  const { mock, call, create, upsert, texts } = await play({ clock: "real" }, (_request, response) => {
    held.push(() => void response.writeHead(204).end());
  });
  const ids: string[] = [];
  for (let n = 0; n <= room; n++) ids.push(await create({ webhook_type: "native" }));
  await upsert("1");
  while (held.length < room) await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await call("DELETE", `${path}/${ids[room]}`)).status).toBe(200);
  for (const answer of held) answer();
  await mock.idle();
  expect(texts()).toHaveLength(room);
  expect(mock.deliveries.filter({ subscription: ids[room] ?? "" })).toMatchObject([
    { status: "cancelled", attempts: [] },
  ]);
});

test("rule 13: changes in one millisecond are told apart, and the cursor waits for the last page's acknowledgement", async () => {
  const { mock, create, answers, sent } = await play();
  const id = await create();
  const many = Array.from({ length: 150 }, (_, at) => ({ id: `o${at}` }));
  expect(await mock.connection("c1").load("crm_contact", many)).toEqual({
    created: 150,
    updated: 0,
    unchanged: 0,
  });
  await mock.clock.advance("59m");
  answers.status = 500;
  await mock.clock.advance("1m");
  expect(mock.subscription(id)).toMatchObject({ cursor: 0, batch: { trigger: "poll", pagesLeft: 2 } });
  await mock.connection("c1").upsert("crm_contact", { id: "late" });
  answers.status = 204;
  await mock.clock.advance("1m");
  expect(mock.subscription(id)).toMatchObject({ cursor: 150, pending: [] });
  expect(mock.subscription(id)).not.toHaveProperty("batch");
  expect(sent().map(({ ids }) => ids.length)).toEqual([100, 100, 50]);
  await mock.clock.advance("1h");
  expect(sent().at(-1)?.ids).toEqual(["late"]);
  const [first, second] = mock.deliveries;
  expect([first?.batch, second?.batch]).toEqual([first?.id, first?.id]);
});

test("rule 14: no poll while a delivery retries; the next one coalesces to the latest state", async () => {
  const { mock, create, upsert, answers, sent } = await play();
  await create({ interval: 1 });
  await upsert("1", "first");
  answers.status = 500;
  await mock.clock.advance("1m");
  for (const name of ["second", "third"]) await upsert("1", name);
  await mock.clock.advance("2m");
  expect(sent()).toHaveLength(2);
  answers.status = 204;
  await mock.clock.runUntilIdle();
  expect(sent().map(({ data }) => data)).toEqual([
    [{ id: "1", name: "first" }],
    [{ id: "1", name: "first" }],
    [{ id: "1", name: "first" }],
    [{ id: "1", name: "third" }],
  ]);
});

test.each([
  ["created", ["created then updated", "created"]],
  ["updated", ["created then updated", "known, then updated"]],
])("rule 14: between two polls a webhook of %s hears of %j", async (event, wanted) => {
  const { mock, create, sent } = await play();
  const contacts = mock.connection("c1");
  const upsert = (id: string, name: string) => contacts.upsert("crm_contact", { id, name });
  await upsert("known, then updated", "A");
  await upsert("known, sent again", "A");
  await create({ event, events: undefined });
  await upsert("created", "A");
  await upsert("created then updated", "A");
  await upsert("created then updated", "B");
  await upsert("created then removed", "A");
  await contacts.remove("crm_contact", "created then removed");
  await upsert("known, then updated", "B");
  expect(await upsert("known, sent again", "A")).toBe("unchanged");
  await mock.clock.advance("3h");
  expect(sent()).toHaveLength(1);
  expect([...(sent()[0]?.ids ?? [])].sort()).toEqual([...wanted].sort());
});

test("a poll that finds nothing POSTs nothing", async () => {
  const { mock, create, sent } = await play();
  await create();
  await mock.connection("c2").upsert("crm_contact", { id: "1" });
  await mock.connection("c1").upsert("crm_deal", { id: "1" });
  await mock.clock.advance("1d");
  expect(sent()).toEqual([]);
});

test("rule 15: include_all sends the state at creation in pages, then what changed since", async () => {
  const { mock, create, upsert, sent } = await play();
  await mock.connection("c1").load(
    "crm_contact",
    Array.from({ length: 250 }, (_, at) => ({ id: `o${at}` })),
  );
  const id = await create({}, "?include_all=true");
  await upsert("o0", "changed");
  await mock.idle();
  expect(sent().map(({ type, ids }) => [type, ids.length])).toEqual([
    ["INITIAL-PARTIAL", 100],
    ["INITIAL-PARTIAL", 100],
    ["INITIAL-COMPLETE", 50],
  ]);
  expect(sent().flatMap(({ ids }) => ids)).toEqual(Array.from({ length: 250 }, (_, at) => `o${at}`));
  expect(sent()[0]?.data[0]).toEqual({ id: "o0" });
  expect(mock.subscription(id)?.cursor).toBe(250);
  await mock.clock.advance("1h");
  expect(sent().at(-1)).toMatchObject({ type: "VIRTUAL", data: [{ id: "o0", name: "changed" }] });
});

test("rule 15: one page at a time; INITIAL-COMPLETE comes even without data, and before increments", async () => {
  const { mock, create, upsert, answers, sent } = await play();
  answers.status = 500;
  await create({}, "?include_all=true");
  await mock.idle();
  await upsert("1");
  await mock.clock.advance("2h");
  expect(new Set(sent().map(({ type, data }) => `${type} ${data.length}`))).toEqual(
    new Set(["INITIAL-COMPLETE 0"]),
  );
  answers.status = 204;
  await mock.clock.runUntilIdle();
  expect(sent().slice(-2)).toMatchObject([
    { type: "INITIAL-COMPLETE", data: [] },
    { type: "VIRTUAL", ids: ["1"] },
  ]);
});

test("rule 15: no delivery starts before the response of the create that caused it has been flushed", async () => {
  const began = performance.now();
  let answered = false;
  const early: boolean[] = [];
  const { mock, create, url } = await play({}, (_request, response) => {
    early.push(!answered);
    response.writeHead(204).end();
  });
  answered = false;
  const created = create({}, "?include_all=true").then(() => (answered = true));
  await created;
  await mock.deliveries.waitFor({ kind: "initialLast", status: "delivered" });
  const body = JSON.stringify({
    connection_id: "c1",
    object_type: "crm_contact",
    event: "updated",
    hook_url: url,
  });
  const headers = { authorization: "k", "content-type": "application/json" };
  answered = false;
  const response = await mock.fetch(`${path}?include_all=true`, { method: "POST", headers, body });
  answered = response.ok;
  await mock.idle();
  expect(early).toEqual([false, false]);
  // Adapters tell when an answer is flushed; without that, a mock waits a second.
  expect(performance.now() - began).toBeLessThan(1000);
});

test("rule 15: nothing else starts an initial sync before its create's response is flushed", async () => {
  const { mock, upsert, sent, url } = await play();
  const body = JSON.stringify({
    connection_id: "c1",
    object_type: "crm_contact",
    events: ["created"],
    hook_url: url,
    webhook_type: "native",
  });
  const response = await mock.handle({
    method: "POST",
    path: `${path}?include_all=true`,
    headers: { authorization: "k", "content-type": "application/json" },
    body: Buffer.from(body),
  });
  await upsert("1");
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(sent()).toEqual([]);
  response.after?.();
  response.after?.();
  await mock.idle();
  expect(sent()).toMatchObject([
    { type: "INITIAL-COMPLETE", ids: [] },
    { type: "NATIVE", ids: ["1"] },
  ]);
});

test("rule 15: without include_all the cursor starts at now", async () => {
  const { mock, create, upsert, sent } = await play();
  await upsert("before");
  await create();
  await upsert("after");
  await mock.clock.advance("1h");
  expect(sent().map(({ ids }) => ids)).toEqual([["after"]]);
});

test("rule 16: a trigger polls now, coalesces with a running poll, and moves the next one", async () => {
  const { mock, call, create, upsert, answers, sent, item } = await play();
  const id = await create();
  await mock.clock.advance("10m");
  await upsert("1");
  answers.status = 500;
  expect((await call("PUT", `${path}/${id}/trigger`)).status).toBe(200);
  await mock.idle();
  expect(sent().map(({ ids }) => ids)).toEqual([["1"]]);
  expect((await item(id)).body).toMatchObject({
    checked_at: "2024-03-01T12:10:00Z",
    runs: ["2024-03-01T12:10:00Z"],
  });
  expect((await call("PATCH", `${path}/${id}/trigger`)).status).toBe(200);
  await mock.idle();
  expect(sent()).toHaveLength(1);
  expect((await item(id)).body.runs).toHaveLength(1);
  answers.status = 204;
  await mock.clock.advance("1m");
  expect(mock.subscription(id)?.due).toBe(start + 70 * minute);
  await upsert("2");
  answers.status = 500;
  await call("PUT", `${path}/${id}/trigger`);
  await mock.clock.advance("30s");
  await call("PUT", `${path}/${id}/trigger`);
  await call("PATCH", `${path}/${id}`, { fields: "name" });
  answers.status = 204;
  await mock.clock.advance("1m");
  expect(mock.subscription(id)?.due).toBe(start + 71.5 * minute);
});

test("rule 16: runs keeps the last 20 starts; none is not triggered and never delivers", async () => {
  const { mock, call, create, upsert, item, sent } = await play();
  const id = await create({ interval: 1 });
  await mock.clock.advance("30m");
  const { runs } = (await item(id)).body;
  expect([runs.length, runs[0], runs[19]]).toEqual([20, "2024-03-01T12:11:00Z", "2024-03-01T12:30:00Z"]);
  await call("DELETE", `${path}/${id}`);
  const none = await create({ webhook_type: "none" });
  expect((await call("PUT", `${path}/${none}/trigger`)).status).toBe(422);
  await upsert("1");
  await mock.clock.advance("2d");
  expect(sent()).toEqual([]);
});

test("rule 17: a polled delivery holds the fields that are asked for", async () => {
  const { mock, create, sent } = await play();
  await create({ fields: "name", include_raw: true });
  await mock.connection("c1").upsert("crm_contact", { id: "1", name: "A", size: 1, raw: { x: 1 } });
  await mock.clock.advance("1h");
  expect(sent()[0]?.data).toEqual([{ id: "1", name: "A", raw: { x: 1 } }]);
});

test("mode changes lose and repeat nothing", async () => {
  const { mock, call, create, upsert, sent } = await play();
  const id = await create();
  await upsert("1");
  await call("PATCH", `${path}/${id}`, { webhook_type: "native" });
  await mock.idle();
  await upsert("2");
  await mock.idle();
  await call("PATCH", `${path}/${id}`, { webhook_type: "virtual" });
  await upsert("3");
  await mock.clock.advance("2h");
  expect(sent().map(({ type, ids }) => [type, ...ids])).toEqual([
    ["NATIVE", "1"],
    ["NATIVE", "2"],
    ["VIRTUAL", "3"],
  ]);
});

test("from a change to its attempts: by the numbers of change and poll, the batch and the delivery", async () => {
  const { mock, create, upsert, call } = await play();
  const id = await create();
  await mock.clock.advance("1h");
  await upsert("1");
  await upsert("2");
  await mock.clock.advance("1h");
  const connection = mock.connection("c1");
  expect([connection.changeOf("crm_contact", "1"), connection.changeOf("crm_contact", "2")]).toEqual([1, 2]);
  expect(connection.changeOf("crm_contact", "3")).toBeUndefined();
  expect(mock.subscription(id)?.polls).toBe(2);
  // The first poll found nothing, so it has no delivery.
  expect(mock.deliveries.filter({ poll: `${id}.1` })).toEqual([]);
  const [found] = mock.deliveries.filter({ poll: `${id}.2` });
  expect(found).toMatchObject({
    subscription: id,
    trigger: "poll",
    changes: [1, 2],
    attempts: [{ n: 1, ok: true }],
  });
  expect(found?.batch).toBe(found?.id);
  const { body: overHttp } = await call("GET", `/_hookspec/deliveries?poll=${id}.2`);
  expect(overHttp).toMatchObject([{ id: found?.id, poll: `${id}.2`, batch: found?.id, changes: [1, 2] }]);
  const saved = await mock.snapshot();
  await mock.restore(saved);
  await upsert("1", "B");
  await mock.clock.advance("1h");
  expect(mock.deliveries.at(-1)).toMatchObject({ poll: `${id}.3`, changes: [3] });
});

test("what no poll found names none: native events, initial syncs, what is sent by hand", async () => {
  const { mock, create, upsert, url } = await play();
  await create({ webhook_type: "native" });
  await upsert("1");
  await create({}, "?include_all=true");
  await mock.idle();
  await mock.deliver({ url, data: {} });
  expect([...mock.deliveries].map(({ trigger, poll }) => [trigger, poll])).toEqual([
    ["native", undefined],
    ["initial", undefined],
    ["manual", undefined],
  ]);
});
