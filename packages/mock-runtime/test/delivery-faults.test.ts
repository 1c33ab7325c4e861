import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { OutgoingRequest } from "../src/deliveries/attempt.js";
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

describe("answers that the receiver never gave", () => {
  test("rateLimit: 429 with its fields, and the retry waits for them", async () => {
    const { mock, create, upsert, texts } = await play();
    mock.faults.add({ on: "delivery", rateLimit: { retryAfter: "10m", limit: 5 }, times: 1 });
    await create();
    await upsert("1");
    await mock.clock.advance("1h");
    const [delivery] = mock.deliveries;
    expect(delivery?.attempts[0]).toMatchObject({
      status: 429,
      response: {
        headers: {
          "retry-after": "600",
          "ratelimit-limit": "5",
          "ratelimit-remaining": "0",
          "content-type": "application/problem+json",
        },
      },
    });
    expect(delivery?.nextAttemptAt).toBe(start + 70 * minute);
    await mock.clock.advance("10m");
    expect(texts()).toHaveLength(1);
  });

  test("problem: a document with the status, 500 without one", async () => {
    const { mock, url } = await play();
    mock.faults.add({ on: "delivery", problem: "Out of tea.", times: 1 });
    mock.faults.add({ on: "delivery", status: 503, problem: { title: "No" }, times: 1 });
    for (const [status, members] of [
      [500, { status: 500, detail: "Out of tea." }],
      [503, { status: 503, title: "No" }],
    ] as const) {
      const { attempts } = await mock.deliver({ url, data: {} });
      expect(attempts).toMatchObject([{ status }]);
      expect(JSON.parse(attempts[0]?.response?.body ?? "")).toMatchObject(members);
    }
  });
});

describe("bodies that arrive wrong", () => {
  test("malformed and of another type, as the log has it; the next attempt is right again", async () => {
    const { mock } = await play();
    const { received, url } = await startReceiver();
    mock.faults.add({ on: "delivery", malformed: true, contentType: "text/html", times: 1 });
    const { id, request, attempts } = await mock.deliver({ url, data: { id: "1" } });
    expect(received).toMatchObject([{ text: `${request.body}}`, headers: { "content-type": "text/html" } }]);
    expect(attempts).toMatchObject([{ request: { body: `${request.body}}` } }]);
    await mock.deliveries.resend(id);
    expect(received[1]).toMatchObject({
      text: request.body,
      headers: { "content-type": "application/json" },
    });
  });

  test.each([
    ["so many bytes", 7, (body: string) => body.slice(0, 7)],
    ["half of it", true, (body: string) => body.slice(0, Math.floor(body.length / 2))],
  ] as const)("truncate: %s arrive, then the connection is cut", async (_name, truncate, part) => {
    const parts: string[] = [];
    const ends: string[] = [];
    const server = createServer((request) => {
      request.setEncoding("utf8").on("data", (piece: string) => parts.push(piece));
      request.on("aborted", () => ends.push("aborted")).on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { mock } = await play();
    mock.faults.add({ on: "delivery", truncate });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { request, attempts } = await mock.deliver({ url, data: { id: "1" } });
    const reason = "the connection was cut (fault-1)";
    expect(attempts).toMatchObject([{ ok: false, reason, request: { body: part(request.body) } }]);
    await vi.waitFor(() => expect(ends).toEqual(["aborted"]));
    expect(parts.join("")).toBe(part(request.body));
  });

  test("drip: in pieces, whole in the end", async () => {
    const sizes: number[] = [];
    const { mock, url } = await play({ deliveryTimeout: 10_000 });
    const slow = createServer((request, response) => {
      request.on("data", (piece: Buffer) => sizes.push(piece.length));
      request.on("end", () => void response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void slow.close());
    mock.faults.add({ on: "delivery", url: "*/slow", drip: { bytes: 100, every: "5ms" } });
    const { port } = slow.address() as AddressInfo;
    const { status, request } = await mock.deliver({
      url: `http://127.0.0.1:${port}/slow`,
      data: { id: "1" },
    });
    expect(status).toBe("delivered");
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(Buffer.byteLength(request.body));
    expect(await mock.deliver({ url, data: {} })).toMatchObject({ status: "delivered" });
  });

  test("without sockets too: a transport gets the body as it is sent, none when it is cut", async () => {
    const bodies: string[] = [];
    const transport = ({ body }: OutgoingRequest) => (bodies.push(body), { status: 204 });
    const { mock } = await play({ transport });
    mock.faults.add({ on: "delivery", malformed: true, times: 1 });
    mock.faults.add({ on: "delivery", truncate: 1, times: 1 });
    mock.faults.add({ on: "delivery", drip: { bytes: 50, every: 0 }, times: 1 });
    const url = "http://receiver.test/";
    const sent = [1, 2, 3].map((id) => mock.deliver({ url, data: { id } }));
    const [malformed, cut, slow] = await Promise.all(sent);
    expect(malformed?.status).toBe("delivered");
    expect(cut?.attempts).toMatchObject([{ ok: false, reason: "the connection was cut (fault-2)" }]);
    expect(bodies).toEqual([`${malformed?.request.body}}`, slow?.request.body]);
  });

  test("over HTTP: the same rules, listed with their counts and removed by id", async () => {
    const { mock, call, url, texts } = await play();
    const rule = {
      on: "delivery",
      contentType: "text/html",
      truncate: true,
      drip: { every: "1ms" },
      times: 1,
    };
    const { body: added } = await call("POST", "/_hookspec/faults", rule);
    expect(added).toEqual({ id: "fault-1", rule, matched: 0, fired: 0 });
    await mock.deliver({ url, data: {} });
    const { body: listed } = await call("GET", "/_hookspec/faults");
    expect(listed).toEqual([{ id: "fault-1", rule, matched: 1, fired: 1 }]);
    expect((await call("DELETE", "/_hookspec/faults/fault-1")).status).toBe(204);
    await mock.deliver({ url, data: {} });
    expect(texts()).toHaveLength(1);
    const wrong = await call("POST", "/_hookspec/faults", { on: "delivery", drip: { bytes: 1 } });
    expect(wrong.status).toBe(422);
    expect(wrong.body.detail).toContain("drip");
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
