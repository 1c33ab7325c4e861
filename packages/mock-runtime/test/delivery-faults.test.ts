import { describe, expect, test } from "vitest";
import { startMock, startReceiver } from "./harness.js";
import { minute, play, start } from "./playground.js";
import { webhookDefinition } from "./webhook-definition.js";

const change = { connection_id: "c1", object_type: "crm_contact", event: "updated", data: { id: "1" } };

describe("each way of delivering, by its kind and trigger", () => {
  test.each([
    ["a poll", { webhook_type: "virtual" }, "", "virtual", "poll"],
    ["an event", { webhook_type: "native" }, "", "native", "native"],
    ["an initial sync", {}, "?include_all=true", "initialLast", "initial"],
  ])("%s", async (_name, rest, query, kind, trigger) => {
    const { mock, create, upsert, texts } = await play();
    const rule = { on: "delivery", kind, status: 503, times: 1 } as const;
    mock.faults.add(rule);
    await create(rest, query);
    await upsert("1");
    await mock.clock.advance("1h");
    await mock.clock.advance("1m");
    const [delivery] = mock.deliveries;
    expect(delivery).toMatchObject({ trigger, status: "delivered" });
    expect(delivery?.attempts).toMatchObject([
      { n: 1, ok: false, status: 503, reason: "answered 503, delivered is 2XX (fault-1)", fault: "fault-1" },
      { n: 2, ok: true, status: 204 },
    ]);
    expect(delivery?.attempts[1]).not.toHaveProperty("fault");
    expect(texts()[0]).toBe(delivery?.request.body);
    expect(mock.faults.list()).toEqual([{ id: "fault-1", rule, matched: 1, fired: 1 }]);
  });

  test.each(["virtual", "real"] as const)(
    "emit, deliver, duplicate and resend on a %s clock",
    async (clock) => {
      const { mock, create, texts } = await play({ clock });
      const id = await create();
      const rule = mock.faults.add({ on: "delivery", url: "http://127.0.0.1:*", reset: true });
      const reason = "the connection was cut (fault-1)";
      expect(await mock.emit(change)).toMatchObject([{ ok: false, reason, fault: "fault-1" }]);
      const delivered = await mock.deliver({ subscription: id, data: { id: "2" } });
      expect(delivered).toMatchObject({ status: "failed", attempts: [{ reason, fault: "fault-1" }] });
      expect(await mock.duplicate(delivered.id, { parallel: true })).toMatchObject([{ reason }, { reason }]);
      expect(texts()).toEqual([]);
      expect(mock.faults.list()).toMatchObject([{ matched: 4, fired: 4 }]);
      mock.faults.remove(rule);
      expect(await mock.deliveries.resend(delivered.id)).toMatchObject({ ok: true });
      expect(texts()).toEqual([delivered.request.body]);
    },
  );
});

test("a webhook that is sent by its name", async () => {
  const webhooks = [{ name: "ping", mediaType: "application/json" }];
  const { mock } = await startMock({}, { ...webhookDefinition, webhooks });
  const { url, received } = await startReceiver();
  mock.faults.add({ on: "delivery", kind: "webhook", status: 503, times: 1 });
  expect(await mock.webhooks["ping"]?.send(url, 1)).toMatchObject({ status: "failed" });
  expect(await mock.webhooks["ping"]?.send(url, 2)).toMatchObject({ status: "delivered" });
  expect(received.map(({ text }) => text)).toEqual(["2"]);
});

test("a subscription's own rule spares the others", async () => {
  const { mock, create } = await play();
  const [spared, met] = [await create(), await create()];
  mock.faults.add({ on: "delivery", subscription: met, status: 500 });
  const reports = await mock.emit(change);
  expect(reports.map(({ subscription, ok }) => [subscription, ok])).toEqual([
    [spared, true],
    [met, false],
  ]);
});

test("a 410 stops the subscription as a real one would", async () => {
  const { mock, create } = await play();
  const id = await create();
  mock.faults.add({ on: "delivery", status: 410, times: 1 });
  await mock.emit(change);
  expect(mock.subscription(id)?.health.state).toBe("stopped");
  expect(mock.deliveries.at(-1)).toMatchObject({
    status: "failed",
    reason: "gone: answered 410, delivered is 2XX (fault-1)",
  });
});

test("duplicate sends the same bytes more than once, as one attempt whose first answer counts", async () => {
  let asked = 0;
  const { mock, create, texts } = await play({}, (_request, response) => {
    response.writeHead(++asked === 1 ? 200 : 500).end();
  });
  await create();
  mock.faults.add({ on: "delivery", duplicate: 2 });
  expect(await mock.emit(change)).toMatchObject([{ ok: true, status: 200, fault: "fault-1" }]);
  expect(texts()).toHaveLength(3);
  expect(new Set(texts()).size).toBe(1);
  expect(mock.deliveries.at(0)?.attempts).toHaveLength(1);
});

describe("latency, which an advance passes", () => {
  test("puts a polled delivery off, and its retry counts from then", async () => {
    const { mock, create, upsert, answers, texts } = await play();
    await create();
    await upsert("1");
    answers.status = 500;
    mock.faults.add({ on: "delivery", latency: "90s", times: 1 });
    await mock.clock.advance("1h");
    expect(texts()).toEqual([]);
    expect(mock.deliveries.at(0)).toMatchObject({
      status: "pending",
      attempted: 0,
      nextAttemptAt: start + 61.5 * minute,
    });
    await mock.clock.advance("90s");
    expect(texts()).toHaveLength(1);
    answers.status = 204;
    await mock.clock.advance("1m");
    expect(mock.deliveries.at(0)).toMatchObject({
      status: "delivered",
      attempts: [
        { n: 1, at: start + 61.5 * minute, fault: "fault-1" },
        { n: 2, at: start + 62.5 * minute },
      ],
    });
  });

  test("one advance goes through it and the retries behind it, to the end", async () => {
    const { mock, create, answers } = await play();
    const id = await create();
    answers.status = 500;
    mock.faults.add({ on: "delivery", latency: "2s" });
    await mock.emit(change);
    await mock.clock.runUntilIdle();
    expect(mock.deliveries.at(0)).toMatchObject({ status: "failed", attempted: 21 });
    expect(mock.subscription(id)?.health.state).toBe("unhealthy");
  });

  test("emit and what is sent by hand say at once that it is put off", async () => {
    const { mock, create, texts } = await play();
    const id = await create();
    mock.faults.add({ on: "delivery", latency: "2s" });
    const reason = "put off until 2024-03-01T12:00:02.000Z (fault-1)";
    expect(await mock.emit(change)).toMatchObject([{ ok: false, reason, fault: "fault-1", ms: 0 }]);
    const delivered = await mock.deliver({ subscription: id, data: { id: "2" } });
    expect(delivered).toMatchObject({ status: "pending", attempts: [] });
    await mock.clock.advance("2s");
    expect(delivered).toMatchObject({ status: "delivered", attempts: [{ ok: true, fault: "fault-1" }] });
    const copies = await mock.duplicate(delivered.id, { parallel: true });
    expect(copies.map((copy) => copy.reason)).toEqual([
      "put off until 2024-03-01T12:00:04.000Z (fault-1)",
      "put off until 2024-03-01T12:00:04.000Z (fault-1)",
    ]);
    expect(texts()).toHaveLength(2);
    await mock.clock.runUntilIdle();
    expect(texts()).toHaveLength(4);
    expect(delivered.attempts.map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  test("passes in real time too, and close does not wait for it", async () => {
    const { mock, create, texts } = await play({ clock: "real" });
    await create();
    mock.faults.add({ on: "delivery", latency: 30, times: 1 });
    mock.faults.add({ on: "delivery", latency: "1d" });
    const before = Date.now();
    await mock.emit(change);
    await mock.deliveries.waitFor({ status: "delivered" });
    expect(Date.now() - before).toBeGreaterThanOrEqual(29);
    await mock.emit(change);
    await mock.close();
    expect(texts()).toHaveLength(1);
  });

  test("what is deleted meanwhile is not sent, and a new URL is heeded", async () => {
    const { mock, call, create, texts, url } = await play();
    const [gone, moved] = [await create(), await create()];
    mock.faults.add({ on: "delivery", latency: "1m" });
    await mock.emit(change);
    await call("DELETE", `/unified/webhook/${gone}`);
    await call("PATCH", `/unified/webhook/${moved}`, { hook_url: `${url}?moved` });
    await mock.clock.runUntilIdle();
    expect(texts()).toHaveLength(1);
    expect([...mock.deliveries]).toMatchObject([
      { status: "cancelled", reason: "deleted" },
      { status: "delivered", url: `${url}?moved` },
    ]);
  });

  test("a time beyond all dates is never, not an error", async () => {
    const { mock, create } = await play();
    await create();
    mock.faults.add({ on: "delivery", latency: Number.MAX_SAFE_INTEGER });
    expect(await mock.emit(change)).toMatchObject([
      { reason: "put off until +275760-09-13T00:00:00.000Z (fault-1)" },
    ]);
  });

  test("a snapshot taken meanwhile can be put back", async () => {
    const { mock, create, texts } = await play();
    await create();
    mock.faults.add({ on: "delivery", latency: "1m", times: 1 });
    await mock.emit(change);
    const saved = await mock.snapshot();
    await mock.clock.advance("1m");
    await mock.restore(saved);
    await mock.clock.advance("59s");
    expect(texts()).toHaveLength(1);
    await mock.clock.advance("1s");
    expect(texts()[1]).toBe(texts()[0]);
  });
});

test.each([
  [true, 1],
  ["5m", 300],
] as const)("hang: %s fails after the time of the clock, without a socket", async (hang, seconds) => {
  const { mock, create, upsert, texts } = await play();
  await create();
  await upsert("1");
  mock.faults.add({ on: "delivery", hang, times: 1 });
  await mock.clock.advance("1h");
  expect(mock.deliveries.at(0)?.attempts).toEqual([]);
  await mock.clock.advance(seconds * 1000);
  expect(texts()).toEqual([]);
  expect(mock.deliveries.at(0)?.attempts).toMatchObject([
    { ok: false, reason: `no answer within ${seconds * 1000} ms (fault-1)`, fault: "fault-1" },
  ]);
  await mock.clock.advance("1m");
  expect(texts()).toHaveLength(1);
});

test("probability is drawn from the seed, whatever order answers come in", async () => {
  const run = async (seed: number) => {
    const { mock, create } = await play({ seed, clock: "real" }, (_request, response) => {
      setTimeout(() => response.writeHead(204).end(), 3 * Math.random());
    });
    for (let count = 0; count < 8; count++) await create();
    mock.faults.add({ on: "delivery", status: 503, probability: 0.5 });
    const reports = await Promise.all([1, 2, 3, 4].map(() => mock.emit(change)));
    return reports.flat().map(({ ok }) => (ok ? "." : "x"));
  };
  const [first, same, other] = [await run(1), await run(1), await run(2)];
  expect(same).toEqual(first);
  expect(other).not.toEqual(first);
  const fired = first.filter((one) => one === "x").length;
  expect(fired).toBeGreaterThan(8);
  expect(fired).toBeLessThan(24);
});

test("a match function that throws is the reason of the attempt that it was asked about", async () => {
  const { mock, create } = await play();
  await create();
  mock.faults.add({
    on: "delivery",
    match: ({ attempt }) => {
      if (attempt === 1) throw new Error("oops");
      return false;
    },
    status: 500,
  });
  const [report] = await mock.emit(change);
  expect(report?.reason).toContain("The match function of fault-1 failed: Error: oops");
  await mock.clock.advance("1m");
  expect(mock.deliveries.at(0)).toMatchObject({ status: "delivered", attempted: 2 });
});
