import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../src/clock/virtual.js";
import type { Fault } from "../src/faults/fault.js";
import { newWebhook, startMock } from "./harness.js";

const path = "/unified/webhook";
const headers = { authorization: "bearer test" };

/** What a client on a plain socket gets until the connection ends. */
async function rawGet(url: string): Promise<{ text: string; error: string | undefined }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  let error: string | undefined;
  socket.on("data", (chunk) => (text += chunk.toString()));
  socket.on("error", (reason) => (error = "code" in reason ? String(reason.code) : reason.message));
  socket.write(`GET ${path} HTTP/1.1\r\nhost: mock\r\nauthorization: bearer test\r\n\r\n`);
  await new Promise((resolve) => socket.once("close", resolve));
  return { text, error };
}

describe("which requests", () => {
  test.each<[string, Fault, string, number]>([
    ["operation", { operation: "listUnifiedWebhooks", status: 503 }, path, 503],
    ["another operation", { operation: "getUnifiedWebhook", status: 503 }, path, 200],
    ["method", { method: "get", status: 503 }, path, 503],
    ["another method", { method: "POST", status: 503 }, path, 200],
    ["path without its query", { path, status: 503 }, `${path}?limit=1`, 503],
    ["path with a star", { path: "/unified/*", status: 503 }, path, 503],
    ["another path", { path: "/other/*", status: 503 }, path, 200],
    [
      "a function",
      { match: (request) => request.headers["authorization"] === "bearer test", status: 503 },
      path,
      503,
    ],
    ["a path that the API does not have", { path: "/nowhere", status: 503 }, "/nowhere", 503],
  ])("%s", async (_name, fault, asked, status) => {
    const { mock, call } = await startMock();
    mock.faults.add(fault);
    expect((await call("GET", asked)).status).toBe(status);
  });

  test("times, after, and counts of what matched and what fired", async () => {
    const { mock, call } = await startMock();
    const rule = { operation: "listUnifiedWebhooks", status: 503, after: 1, times: 2 };
    const id = mock.faults.add(rule);
    const statuses: number[] = [];
    for (let at = 0; at < 5; at++) statuses.push((await call("GET", path)).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
    expect(mock.faults.list()).toEqual([{ id: "fault-1", rule, matched: 3, fired: 2 }]);
    expect(mock.faults.remove(id)).toBe(true);
    expect(mock.faults.remove(id)).toBe(false);
    expect(mock.faults.list()).toEqual([]);
  });

  test("probability is drawn from the seed", async () => {
    const run = async (seed: number) => {
      const { mock } = await startMock({ seed });
      mock.faults.add({ status: 503, probability: 0.5 });
      let outcome = "";
      for (let at = 0; at < 40; at++)
        outcome += (await mock.fetch(path, { headers })).status === 503 ? "x" : ".";
      return outcome;
    };
    const [first, same, other] = [await run(1), await run(1), await run(2)];
    expect(same).toBe(first);
    expect(other).not.toBe(first);
    const fired = first.replaceAll(".", "").length;
    expect(fired).toBeGreaterThan(10);
    expect(fired).toBeLessThan(30);
  });

  test("the first rule that fires decides; clear and reset take all away", async () => {
    const { mock, call } = await startMock();
    mock.faults.add({ status: 503, times: 1 });
    mock.faults.add({ status: 502 });
    expect((await call("GET", path)).status).toBe(503);
    expect((await call("GET", path)).status).toBe(502);
    mock.faults.clear();
    expect((await call("GET", path)).status).toBe(200);
    mock.faults.add({ status: 502 });
    await mock.reset();
    expect((await call("GET", path)).status).toBe(200);
  });

  test("a preflight is spared: a page could not see what is wrong", async () => {
    const { mock } = await startMock();
    mock.faults.add({ status: 503 });
    const preflight = { origin: "https://a.example", "access-control-request-method": "GET" };
    expect((await fetch(mock.url + path, { method: "OPTIONS", headers: preflight })).status).toBe(204);
  });
});

describe("what goes wrong", () => {
  test("a status is a problem that names the rule's doing, and nothing is done", async () => {
    const { mock, call } = await startMock();
    mock.faults.add({ method: "POST", status: 503 });
    const { status, body, headers: got } = await call("POST", path, newWebhook());
    expect(status).toBe(503);
    expect(got.get("content-type")).toBe("application/problem+json");
    expect(body).toEqual({
      type: "about:blank",
      title: "Service Unavailable",
      status: 503,
      detail: "A fault rule of this mock answers this.",
      instance: path,
    });
    expect((await call("GET", path)).body).toEqual([]);
  });

  test("act: the operation takes effect, and its caller hears of a failure", async () => {
    const { mock, call } = await startMock();
    mock.faults.add({ method: "POST", status: 500, act: true });
    expect((await call("POST", path, newWebhook())).status).toBe(500);
    expect((await call("GET", path)).body).toHaveLength(1);
  });

  test("problem, headers and contentType shape the answer", async () => {
    const { mock, call } = await startMock();
    mock.faults.add({
      problem: { title: "On fire", code: 7 },
      headers: { "x-a": "b" },
      contentType: "text/html",
    });
    const { status, text, headers: got } = await call("GET", path);
    expect([status, got.get("x-a"), got.get("content-type")]).toEqual([500, "b", "text/html"]);
    expect(JSON.parse(text)).toMatchObject({ title: "On fire", code: 7, status: 500 });
  });

  test("rateLimit says when to try again", async () => {
    const { mock, call } = await startMock();
    mock.faults.add({ rateLimit: { retryAfter: "1500ms", limit: 10 } });
    const { status, body, headers: got } = await call("GET", path);
    expect([status, body.detail]).toEqual([429, "Too many requests. Try again in 2 s."]);
    const names = ["retry-after", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];
    expect(names.map((name) => got.get(name))).toEqual(["2", "10", "0", "2"]);
  });

  test("reset cuts the connection, over a socket and without one", async () => {
    const { mock } = await startMock();
    mock.faults.add({ reset: true });
    expect(await rawGet(mock.url)).toEqual({ text: "", error: "ECONNRESET" });
    const direct: unknown = await mock.fetch(path, { headers }).catch((error: unknown) => error);
    expect(direct).toBeInstanceOf(TypeError);
    expect(direct).toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
  });

  test("truncate cuts the connection within the body", async () => {
    const { mock, call } = await startMock();
    await call("POST", path, newWebhook());
    const whole = (await call("GET", path)).text;
    mock.faults.add({ truncate: 10 });
    const { text } = await rawGet(mock.url);
    expect(text).toContain(`content-length: ${Buffer.byteLength(whole)}\r\n`);
    expect(text.split("\r\n\r\n")[1]).toBe(whole.slice(0, 10));
    await expect(call("GET", path)).rejects.toThrow("terminated");
    const direct = await mock.fetch(path, { headers });
    await expect(direct.text()).rejects.toThrow("terminated");
    mock.faults.clear();
    mock.faults.add({ truncate: 0 });
    expect((await rawGet(mock.url)).text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
  });

  test("malformed is no JSON, in its full length", async () => {
    const { mock } = await startMock();
    mock.faults.add({ malformed: true });
    const answer = await fetch(mock.url + path, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, "[]}"]);
  });

  test("latency waits by the mock's clock", async () => {
    const clock = createVirtualClock(0);
    const { mock } = await startMock({ clock });
    mock.faults.add({ latency: "2s" });
    const late = fetch(mock.url + path, { headers });
    await expect.poll(() => clock.nextDue()).toBe(2000);
    expect(mock.requests.length).toBe(0);
    clock.moveTo(2000);
    expect((await late).status).toBe(200);
  });

  test.each(["over a socket", "without one"])(
    "a drip comes in pieces, with pauses of the mock's clock, %s",
    async (way) => {
      const clock = createVirtualClock(0);
      const { mock } = await startMock({ clock });
      mock.faults.add({ status: 400, drip: { bytes: 40, every: "1m" } });
      const dripping = await (way === "without one" ? mock.fetch : fetch)(mock.url + path, { headers });
      const reader = dripping.body?.getReader();
      const pieces = [(await reader?.read())?.value];
      expect(clock.now()).toBe(0);
      const ticking = setInterval(() => clock.moveTo(clock.nextDue() ?? 0), 1);
      for (let next = await reader?.read(); next?.done === false; next = await reader?.read())
        pieces.push(next.value);
      clearInterval(ticking);
      const text = pieces.map((piece) => Buffer.from(piece ?? []).toString()).join("");
      expect(JSON.parse(text)).toMatchObject({ status: 400 });
      expect(pieces.map((piece) => piece?.byteLength)).toEqual([
        ...Array.from({ length: Math.floor(text.length / 40) }, () => 40),
        text.length % 40,
      ]);
      expect(clock.now()).toBe(Math.floor(text.length / 40) * 60_000);
    },
  );

  test("hang for a time of the mock's clock, then the connection is cut", async () => {
    const clock = createVirtualClock(0);
    const { mock } = await startMock({ clock });
    mock.faults.add({ hang: "1h" });
    const hung = rawGet(mock.url);
    const direct = expect(mock.fetch(path, { headers })).rejects.toThrow("fetch failed");
    await expect.poll(() => mock.requests.length).toBe(2);
    clock.moveTo(3_600_000);
    expect((await hung).text).toBe("");
    await direct;
  });

  test("hang for ever ends with the caller's patience, and closing does not wait for it", async () => {
    const { mock } = await startMock();
    mock.faults.add({ hang: true });
    for (const ask of [fetch, mock.fetch]) {
      const signal = AbortSignal.timeout(30);
      await expect(ask(mock.url + path, { headers, signal })).rejects.toThrow("timeout");
    }
    const hung = rawGet(mock.url);
    await expect.poll(() => mock.requests.length).toBe(3);
    await mock.close();
    expect((await hung).text).toBe("");
  });

  test("closing does not wait for a latency under a clock that stands still", async () => {
    const { mock } = await startMock({ clock: createVirtualClock(0) });
    mock.faults.add({ latency: "1d" });
    const late = fetch(mock.url + path, { headers });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await mock.close();
    expect((await late).status).toBe(200);
  });

  test("a match function that throws is named as what failed", async () => {
    const { mock, call } = await startMock();
    mock.faults.add({
      match: () => {
        throw new Error("oops");
      },
      status: 503,
    });
    const { status, body } = await call("GET", path);
    expect(status).toBe(500);
    expect(body.detail).toContain("The match function of fault-1 failed: Error: oops");
  });
});
