import { describe, expect, test } from "vitest";
import { newWebhook, startMock, startReceiver } from "./harness.js";
import { minute, path, play, start } from "./playground.js";

describe("rule 8: what unsets", () => {
  test.each([
    ["PATCH", ""],
    ["PATCH", null],
    ["PUT", ""],
    ["PUT", null],
  ])("%s with %j as an optional string", async (method, value) => {
    const { call } = await startMock();
    const before = await call("POST", path, newWebhook({ fields: "name", webhook_type: "native" }));
    const sent = { ...before.body, fields: value, webhook_type: value };
    const { status, text, body } = await call(method, `${path}/${before.body.id}`, sent);
    expect([status, body.webhook_type]).toEqual([200, "virtual"]);
    expect(body).not.toHaveProperty("fields");
    expect(text).not.toContain("null");
  });
});

describe("rule 9: events that disagree with what is stored", () => {
  test.each(["PATCH", "PUT"])("%s: both changed and apart, or none at all, is refused", async (method) => {
    const { call } = await startMock();
    const { body } = await call(
      "POST",
      path,
      newWebhook({ event: undefined, events: ["updated", "created"] }),
    );
    const change = (rest: object) => call(method, `${path}/${body.id}`, { hook_url: body.hook_url, ...rest });
    const apart = await change({ event: "created", events: ["updated"] });
    expect([apart.status, apart.body.errors[0]]).toMatchObject([
      422,
      { pointer: "/event", code: "disagrees" },
    ]);
    const empty = await change({ events: [] });
    expect([empty.status, empty.body.errors[0]]).toMatchObject([
      422,
      { pointer: "/events", code: "minItems" },
    ]);
    expect((await call("GET", `${path}/${body.id}`)).body).toEqual(body);
  });
});

test.each(["PATCH", "PUT"])(
  "rule 10: %s with an interval below 1 is refused and changes nothing",
  async (method) => {
    const { call } = await startMock();
    const { body } = await call("POST", path, newWebhook());
    for (const interval of [0, 0.99, -1]) {
      const { status, body: problem } = await call(method, `${path}/${body.id}`, { ...body, interval });
      expect([status, problem.errors[0].pointer]).toEqual([422, "/interval"]);
    }
    expect((await call("GET", `${path}/${body.id}`)).body).toEqual(body);
  },
);

test("rule 15: the cursor of an initial sync is that of the create, whatever changes before its pages are taken", async () => {
  const { mock, create, upsert, answers, sent } = await play();
  await upsert("1", "old");
  answers.status = 500;
  await create({}, "?include_all=true");
  await mock.idle();
  await upsert("1", "new");
  await mock.connection("c1").remove("crm_contact", "1");
  await upsert("2");
  answers.status = 204;
  await mock.clock.runUntilIdle();
  expect(sent().map(({ type, data }) => [type, data])).toEqual([
    ["INITIAL-COMPLETE", [{ id: "1", name: "old" }]],
    ["INITIAL-COMPLETE", [{ id: "1", name: "old" }]],
    ["VIRTUAL", [{ id: "2", name: "A" }]],
  ]);
});

describe("rule 16: none", () => {
  test("delivers nothing, no initial sync either; one that leaves it starts at now", async () => {
    const { mock, call, create, upsert, sent } = await play();
    await upsert("before");
    const ids = [];
    for (const query of ["", "?include_all=true"]) ids.push(await create({ webhook_type: "none" }, query));
    await upsert("meanwhile");
    await mock.clock.advance("2d");
    expect(sent()).toEqual([]);
    await call("PATCH", `${path}/${ids[0]}`, { webhook_type: "virtual" });
    await call("PATCH", `${path}/${ids[1]}`, { webhook_type: "native" });
    await upsert("after");
    await mock.clock.advance("2d");
    expect(sent().map(({ type, ids: objects }) => [type, ...objects])).toEqual([
      ["NATIVE", "after"],
      ["VIRTUAL", "after"],
    ]);
  });
});

describe("rule 19: what counts as delivered", () => {
  test.each([200, 201, 202, 204, 226, 299])("%i does", async (status) => {
    const { mock, create, upsert, answers } = await play();
    answers.status = status;
    await create({ webhook_type: "native" });
    await upsert("1");
    await mock.idle();
    expect([...mock.deliveries]).toMatchObject([{ status: "delivered", attempts: [{ status }] }]);
  });

  test.each([300, 304, 308, 400, 404, 408, 429, 500, 599])("%i does not", async (status) => {
    const { mock, create, upsert, answers } = await play();
    answers.status = status;
    await create({ webhook_type: "native" });
    await upsert("1");
    await mock.idle();
    expect([...mock.deliveries]).toMatchObject([{ status: "failed", attempted: 4 }]);
  });

  test("what is sent by hand never touches health, not even a 410", async () => {
    const { mock, create, upsert, answers } = await play();
    const id = await create();
    await upsert("1");
    await mock.clock.advance("1h");
    const delivery = mock.deliveries.at(-1)?.id ?? "";
    answers.status = 410;
    await mock.deliver({ subscription: id, data: { id: "1" } });
    await mock.duplicate(delivery, { copies: 25 });
    await mock.reorder([delivery]);
    await mock.deliveries.resend(delivery);
    expect(mock.subscription(id)?.health).toEqual({ state: "healthy" });
    expect(mock.deliveries.filter({ id: delivery })).toMatchObject([{ status: "delivered", attempted: 1 }]);
  });

  test("the control API shows it", async () => {
    const { mock, call, create, upsert, answers } = await play();
    const id = await create();
    await upsert("1");
    answers.status = 410;
    await mock.clock.advance("1h");
    const { body } = await call("GET", `/_hookspec/subscriptions/${id}`);
    expect(body).toMatchObject({ health: { state: "stopped", since: start + 60 * minute }, pending: [] });
    expect((await call("GET", `${path}/${id}`)).body).not.toHaveProperty("is_healthy");
  });
});

test("rule 20: over HTTP, 7 days after it went down a webhook can be resumed, a millisecond later it cannot", async () => {
  const { mock, call, create, upsert, answers, sent } = await play();
  const [first, second] = [await create(), await create()];
  await upsert("1");
  answers.status = 410;
  await mock.clock.advance("1h");
  answers.status = 204;
  await mock.clock.advance("7d");
  expect((await call("POST", `/_hookspec/subscriptions/${first}/resume`)).status).toBe(200);
  await mock.clock.advance(1);
  expect((await call("POST", `/_hookspec/subscriptions/${second}/resume`)).status).toBe(409);
  await mock.idle();
  expect(sent().map(({ ids }) => ids)).toEqual([["1"], ["1"], ["1"]]);
});

test("rule 22: over HTTP a second advance is a 409 while one runs, and the API is served", async () => {
  const seen: number[] = [];
  const { mock, call, create, upsert } = await play({}, (_request, response) => {
    void (async () => {
      seen.push((await call("POST", "/_hookspec/clock/advance", { by: "1h" })).status);
      seen.push((await call("GET", path)).status);
      response.writeHead(204).end();
    })();
  });
  await create();
  await upsert("1");
  expect((await call("POST", "/_hookspec/clock/advance", { by: "1h" })).status).toBe(200);
  expect([seen, mock.clock.now()]).toEqual([[409, 200], start + 60 * minute]);
});

test("rule 22: a fault that hangs or is late takes virtual time, no real time", async () => {
  const { mock, create, upsert, texts } = await play({ deliveryTimeout: 3_600_000 });
  await create();
  await upsert("1");
  mock.faults.add({ on: "delivery", hang: true, times: 1 });
  mock.faults.add({ on: "delivery", latency: "2h", times: 1 });
  await mock.clock.advance("5h");
  expect(texts()).toHaveLength(1);
  // Polled after 1 h, given up after another, late by two, and a minute for the retry.
  expect(mock.deliveries.at(-1)?.attempts.map(({ at }) => (at - start) / minute)).toEqual([120, 241]);
});

test("rule 21: deleting a namespace ends its retries and leaves those of the others", async () => {
  const { mock, call } = await startMock({ clock: "virtual", now: new Date(start) });
  const { url, received } = await startReceiver((_request, response) => void response.writeHead(500).end());
  const header = { "x-hookspec-namespace": "a" };
  await call("POST", "/_hookspec/namespaces", { name: "a" });
  for (const headers of [{}, header]) {
    await call("POST", path, newWebhook({ hook_url: url, event: "created" }), headers);
    await call("PUT", "/_hookspec/connections/c1/objects/crm_contact", { id: "1" }, headers);
    await call("POST", "/_hookspec/clock/advance", { by: "1h" }, headers);
  }
  expect(received).toHaveLength(2);
  expect((await call("DELETE", "/_hookspec/namespaces/a")).status).toBe(204);
  await mock.clock.advance("3m");
  expect(received).toHaveLength(4);
});
