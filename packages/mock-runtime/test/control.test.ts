import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMock } from "../src/mock.js";
import { minute, path, play, start } from "./playground.js";
import { newWebhook, startMock, startReceiver } from "./harness.js";
import { webhookDefinition } from "./webhook-definition.js";

const at = "/_hookspec";
const objects = `${at}/connections/c1/objects/crm_contact`;

describe("a test in any language can, over HTTP,", () => {
  test("change objects of a connection, let time pass, and read what was delivered", async () => {
    const { call, create, url } = await play();
    const id = await create();
    expect((await call("PUT", objects, { id: "1", name: "Ada" })).body).toEqual({
      outcome: "created",
      change: 1,
    });
    expect((await call("POST", objects, [{ id: "1", name: "Ada" }, { id: 2 }])).body).toEqual({
      created: 1,
      updated: 0,
      unchanged: 1,
    });
    expect((await call("GET", `${at}/connections`)).body).toEqual([
      { source: "c1", objectTypes: { crm_contact: 2 } },
    ]);
    expect((await call("GET", `${at}/subscriptions/${id}`)).body).toMatchObject({
      health: { state: "healthy" },
      due: start + 60 * minute,
      pending: [],
    });

    const advanced = await call("POST", `${at}/clock/advance`, { by: "1h" });
    expect(advanced.body).toEqual({
      kind: "virtual",
      now: start + 60 * minute,
      time: "2024-03-01T13:00:00.000Z",
    });

    const { body: deliveries } = await call("GET", `${at}/deliveries?status=delivered&subscription=${id}`);
    expect(deliveries).toMatchObject([{ url, kind: "virtual", trigger: "poll", source: "c1", attempted: 1 }]);
    expect((await call("GET", `${at}/deliveries?status=failed`)).body).toEqual([]);
    const again = await call("POST", `${at}/deliveries/${deliveries[0].id}/resend`);
    expect(again.body).toMatchObject({ ok: true, status: 204, request: deliveries[0].request });

    expect((await call("DELETE", `${objects}/2`)).status).toBe(204);
    expect((await call("GET", objects)).body).toEqual([{ id: "1", name: "Ada" }]);
    expect((await call("DELETE", `${at}/connections/c1`)).status).toBe(204);
    expect((await call("GET", `${at}/subscriptions`)).body).toEqual([]);
  });

  test("emit a change and send deliveries that are wrong on purpose", async () => {
    const { call, create, url, texts } = await play();
    const id = await create();
    const change = { source: "c1", objectType: "crm_contact", event: "updated", data: { id: "7" } };
    expect((await call("POST", `${at}/emit`, change)).body).toMatchObject([{ subscription: id, ok: true }]);
    const { status, body } = await call("POST", `${at}/deliveries`, {
      subscription: id,
      data: [{ id: "8" }],
      nonce: "n",
      omit: ["sig"],
      replace: { text: '"8"', by: '"$&"' },
    });
    expect([status, body.status, body.url]).toEqual([201, "delivered", url]);
    expect(JSON.parse(texts()[1] ?? "")).toMatchObject({ data: [{ id: "$&" }], nonce: "n" });
    expect(texts()[1]).not.toContain('"sig":');
  });

  test("cancel what is pending, see it unhealthy, and resume it", async () => {
    const { call, create, upsert, answers } = await play();
    answers.status = 500;
    const id = await create();
    await upsert("1");
    await call("POST", `${at}/clock/advance`, { by: 60 * minute });
    const { body: pending } = await call("GET", `${at}/deliveries?status=pending`);
    expect(pending).toHaveLength(1);
    const cancel = `${at}/deliveries/${pending[0].id}/cancel`;
    expect((await call("POST", cancel)).body).toMatchObject({ status: "cancelled" });
    expect(await call("POST", cancel)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("is cancelled already") },
    });
    await call("POST", `${at}/clock/advance`, { untilIdle: true });
    const subscription = `${at}/subscriptions/${id}`;
    expect((await call("GET", subscription)).body.health).toMatchObject({ state: "unhealthy" });
    expect((await call("POST", `${subscription}/resume`)).body.health).toEqual({ state: "healthy" });
  });

  test("save the state, restore it, and go back to the start", async () => {
    const { call, create } = await play();
    await create();
    const { body: saved } = await call("GET", `${at}/snapshot`);
    expect((await call("POST", `${at}/reset`)).status).toBe(204);
    expect((await call("GET", path)).body).toEqual([]);
    expect((await call("PUT", `${at}/snapshot`, saved)).status).toBe(204);
    expect((await call("GET", path)).body).toHaveLength(1);
    expect((await call("GET", `${at}/snapshot`)).body).toEqual(saved);
  });

  test("break the API by faults, and read its log, in which the control API leaves no trace", async () => {
    const { call } = await startMock();
    const { status, body } = await call("POST", `${at}/faults`, {
      path: "/unified/*",
      status: 503,
      times: 1,
    });
    expect([status, body]).toEqual([
      201,
      { id: "fault-1", rule: { path: "/unified/*", status: 503, times: 1 }, matched: 0, fired: 0 },
    ]);
    expect((await call("GET", path)).status).toBe(503);
    expect((await call("GET", path)).status).toBe(200);
    expect((await call("GET", `${at}/faults`)).body).toMatchObject([{ id: "fault-1", fired: 1 }]);
    const { body: requests } = await call("GET", `${at}/requests?status=503`);
    expect(requests).toMatchObject([{ method: "GET", path, fault: "fault-1" }]);
    expect(requests[0].headers.authorization).toBe("[redacted]");
    expect((await call("GET", `${at}/requests`)).body).toHaveLength(2);
    expect((await call("GET", `${at}/requests?limit=1`)).body).toMatchObject([{ status: 200 }]);
    expect((await call("DELETE", `${at}/faults/fault-1`)).status).toBe(204);
    expect((await call("DELETE", `${at}/faults`)).status).toBe(204);
    expect((await call("DELETE", `${at}/requests`)).status).toBe(204);
    expect((await call("GET", `${at}/requests`)).body).toEqual([]);
  });
});

describe("what cannot be done is said, and changes nothing", () => {
  const wrong: [string, string, unknown, number, string][] = [
    ["POST", "/clock/advance", {}, 422, "exactly one of by, to, next and untilIdle"],
    ["POST", "/clock/advance", { by: "1h", next: true }, 422, "exactly one of"],
    ["POST", "/clock/advance", { by: "soon" }, 422, '"soon" is not a duration'],
    ["POST", "/clock/advance", { to: "2020-01-01" }, 422, "Time goes forward only"],
    [
      "POST",
      "/clock/advance",
      { until: "1h" },
      422,
      "/until: There is no such member. Accepted: by, to, next",
    ],
    ["POST", "/clock/advance", "{", 400, "cannot be read as JSON"],
    [
      "GET",
      "/deliveries?state=failed",
      undefined,
      400,
      "/query/state: There is no such parameter. Accepted: limit, status",
    ],
    ["GET", "/deliveries?status=lost", undefined, 400, 'It is "lost". Pass one of "pending", "delivered"'],
    ["GET", "/requests?limit=0", undefined, 400, "a whole number from 1 to 10000"],
    ["GET", "/requests?status=200&status=201", undefined, 400, "more than once"],
    ["PUT", "/connections/c1/objects/crm_contact", { name: "Ada" }, 422, "/id: It is nothing."],
    ["POST", "/connections/c1/objects/crm_contact", [{ id: "1" }, 5, {}], 422, "/1: It is 5."],
    ["POST", "/connections/c1/objects/crm_contact", { id: "1" }, 422, "Pass a list of objects."],
    ["DELETE", "/connections/c9", undefined, 404, 'There is no connection "c9".'],
    ["GET", "/connections/c9/objects/crm_contact", undefined, 404, 'There is no connection "c9".'],
    ["GET", "/subscriptions/s9", undefined, 404, 'There is no subscription "s9".'],
    ["POST", "/deliveries/d9/resend", undefined, 404, 'There is no delivery "d9" in the log.'],
    ["POST", "/deliveries", { url: "http://127.0.0.1:9/" }, 422, "/data: It is missing."],
    ["POST", "/deliveries", { data: [{}] }, 422, "neither subscription nor url"],
    ["POST", "/deliveries", { data: [{}], url: "nowhere" }, 422, "Pass an absolute URL."],
    ["POST", "/emit", { source: "c1", objectType: "crm_dog", event: "updated", data: {} }, 422, '"crm_dog"'],
    ["POST", "/faults", {}, 422, "A fault does nothing."],
    ["POST", "/faults", { status: 5 }, 422, "a whole number from 200 to 599"],
    ["DELETE", "/faults/fault-9", undefined, 404, 'There is no fault "fault-9".'],
    ["PUT", "/snapshot", { version: 2 }, 422, "The body is no snapshot: it lacks version"],
    ["POST", "/namespaces", { name: "a b" }, 422, "1 to 64 letters"],
    ["POST", "/namespaces", { name: "default" }, 409, 'There is a namespace "default" already.'],
    [
      "POST",
      "/namespaces",
      { name: "a", clock: "real", now: "2024-01-01" },
      422,
      "now sets the start of a virtual clock",
    ],
    ["DELETE", "/namespaces/default", undefined, 409, "Reset it instead."],
    ["DELETE", "/namespaces/none", undefined, 404, 'There is no namespace "none".'],
    ["GET", "/helth", undefined, 404, "There is no GET /_hookspec/helth."],
    ["PUT", "/reset", undefined, 405, "Use OPTIONS, POST."],
    ["GET", "/subscriptions/%ff", undefined, 400, "not percent-encoded UTF-8"],
  ];

  test.each(wrong)("%s %s %j → %i", async (method, below, body, status, detail) => {
    const { call, create } = await play();
    await create();
    const before = (await call("GET", `${at}/snapshot`)).text;
    const refused = await call(method, at + below, body);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect([refused.status, refused.body.status]).toEqual([status, status]);
    expect(refused.body.detail).toContain(detail);
    expect((await call("GET", `${at}/snapshot`)).text).toBe(before);
  });

  test("a snapshot that is wrong inside is refused, and the state is as it was", async () => {
    const { call, create } = await play();
    await create();
    const { body: saved, text } = await call("GET", `${at}/snapshot`);
    const refused = await call("PUT", `${at}/snapshot`, { ...saved, sources: {}, items: {} });
    expect(refused.status).toBe(422);
    expect((await call("GET", `${at}/snapshot`)).text).toBe(text);
  });

  test("a real clock cannot be moved, and a second advance while one runs is a conflict", async () => {
    const { call } = await startMock();
    expect(await call("POST", `${at}/clock/advance`, { by: "1h" })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("--clock virtual") },
    });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const playing = await play({}, async (_request, response) => {
      await held;
      response.writeHead(204).end();
    });
    await playing.create();
    await playing.upsert("1");
    const first = playing.call("POST", `${at}/clock/advance`, { by: "1h" });
    await playing.mock.deliveries.waitFor({ status: "pending" });
    expect(await playing.call("POST", `${at}/clock/advance`, { next: true })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("Await the advance that runs") },
    });
    release();
    expect((await first).status).toBe(200);
  });
});

describe("who may", () => {
  const elsewhere = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

  test("callers of this machine need no token while the mock listens here; pages of other origins do", async () => {
    const { call, mock } = await startMock({ controlToken: "t0ken" });
    expect((await call("GET", `${at}/health`)).body).toEqual({ status: "ok" });
    const page = { origin: "https://evil.example" };
    expect((await call("POST", `${at}/reset`, undefined, page)).status).toBe(401);
    expect((await call("GET", `${at}/health`, undefined, { origin: "http://localhost:3000" })).status).toBe(
      200,
    );
    expect(
      (await call("POST", `${at}/reset`, undefined, { ...page, authorization: "bearer t0ken" })).status,
    ).toBe(204);
    // A name of somebody else's that leads to this machine (DNS rebinding).
    expect(await statusOf(mock.url, "rebound.example")).toBe(401);
    expect(await statusOf(mock.url, "localhost:80")).toBe(200);
  });

  test("a mock that listens for other machines asks everyone for its token", async () => {
    const mock = createMock(webhookDefinition, { controlToken: "t0ken" });
    onTestFinished(() => mock.close());
    const { port } = new URL(await mock.listen({ host: "0.0.0.0" }));
    const ask = (authorization?: string) =>
      fetch(
        `http://127.0.0.1:${port}${at}/health`,
        authorization === undefined ? {} : { headers: { authorization } },
      );
    const refused = await ask();
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="control"',
    ]);
    expect(await refused.json()).toMatchObject({
      detail: "The request has no control token. Send authorization: bearer <control token>.",
    });
    expect((await ask("bearer other")).status).toBe(401);
    expect((await ask("t0ken")).status).toBe(401);
    expect((await ask("Bearer t0ken")).status).toBe(200);
    // The API itself asks for its own keys only.
    const listed = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: "bearer any" },
    });
    expect(listed.status).toBe(200);
  });

  test("without a token nobody from outside gets in, and is told why", async () => {
    const mock = createMock(webhookDefinition, {});
    onTestFinished(() => mock.close());
    const { port } = new URL(await mock.listen({ host: "0.0.0.0" }));
    const response = await fetch(`http://${elsewhere ?? "127.0.0.1"}:${port}${at}/snapshot`);
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("Start it with --control-token");
  });

  test("control: false leaves the paths to the API, which does not have them", async () => {
    const { call, mock } = await startMock({ control: false });
    const { status, body } = await call("GET", `${at}/health`);
    expect([status, body.detail]).toEqual([
      404,
      expect.stringContaining("There is no GET /_hookspec/health"),
    ]);
    expect(mock.requests).toHaveLength(1);
  });
});

describe("events", () => {
  test("follow requests and deliveries as they happen, keys hidden, until the mock ends", async () => {
    const { mock, call } = await startMock();
    const { url } = await startReceiver();
    const response = await fetch(`${mock.url}${at}/events`);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const seen = response.text();
    await call("POST", path, newWebhook({ hook_url: url }));
    await mock.emit({ connection_id: "c1", object_type: "crm_contact", event: "updated", data: { id: "1" } });
    await mock.close();
    const [greeting, request, delivery, rest] = (await seen).split("\n\n");
    expect([greeting, rest]).toEqual([": from now on", ""]);
    expect(dataOf(request, "request")).toMatchObject({
      operation: "createUnifiedWebhook",
      status: 200,
      headers: { authorization: "[redacted]" },
    });
    expect(dataOf(delivery, "delivery")).toMatchObject({ url, ok: true, status: 204 });
  });

  test("come without a socket too, and a reader that leaves is forgotten", async () => {
    const { mock } = await startMock();
    const response = await mock.fetch(`${at}/events`);
    const reader = response.body?.getReader();
    await mock.fetch(path);
    const decoder = new TextDecoder();
    const chunks = [await reader?.read(), await reader?.read()].map((chunk) => decoder.decode(chunk?.value));
    expect(chunks[0]).toBe(": from now on\n\n");
    expect(dataOf(chunks[1]?.trim(), "request")).toMatchObject({ path, status: 401 });
    await reader?.cancel();
    await mock.fetch(path);
  });

  test("cut off a reader that does not read, so that memory stays bounded", async () => {
    const { mock } = await startMock();
    const response = await mock.fetch(`${at}/events`);
    for (let n = 0; n < 5; n++) await mock.fetch(`${path}?filler=${"x".repeat(300_000)}`);
    await expect(response.text()).rejects.toThrow("The reader is more than 1048576 bytes behind.");
  });

  function dataOf(event: string | undefined, name: string): unknown {
    const [first, second] = (event ?? "").split("\n");
    expect(first).toBe(`event: ${name}`);
    return JSON.parse(second?.replace("data: ", "") ?? "");
  }
});

/** The status of a request that fetch would not send: it sets the host by itself. */
function statusOf(url: string, host: string): Promise<number> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () =>
      socket.write(`GET ${at}/health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`),
    );
    socket.once("data", (chunk) => resolve(Number(chunk.toString().split(" ")[1])));
    socket.once("error", reject);
  });
}
