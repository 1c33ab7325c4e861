import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { newWebhook, startMock, startReceiver } from "./harness.js";

const path = "/unified/webhook";
const change = { connection_id: "c1", object_type: "crm_contact", event: "updated" };

test("a change reaches a matching subscription, signed over the very bytes of data that were sent", async () => {
  const { mock, call } = await startMock({ secret: "s3cret" });
  const { url, received } = await startReceiver();
  const { body: webhook } = await call("POST", path, newWebhook({ hook_url: `${url}?hookId=1` }));
  const data = [{ id: "1", name: "Zoë", ratio: 1.5 }];
  const [report] = await mock.emit({ ...change, data });

  expect(received).toHaveLength(1);
  const [{ path: target, headers, text } = { path: "", headers: {}, text: "" }] = received;
  expect(target).toBe("/hook?hookId=1");
  expect(headers["content-type"]).toBe("application/json");
  const sent = JSON.parse(text);
  expect(Object.keys(sent)).toEqual(["data", "webhook", "nonce", "type", "sig", "sig256"]);
  expect(sent).toMatchObject({ data, webhook, type: "VIRTUAL" });
  const signed = '[{"id":"1","name":"Zoë","ratio":1.5}]' + sent.nonce;
  expect(text).toContain(`"data":[{"id":"1","name":"Zoë","ratio":1.5}],`);
  expect(sent.sig).toBe(createHmac("sha1", "s3cret").update(signed).digest("base64"));
  expect(sent.sig256).toBe(createHmac("sha256", "s3cret").update(signed).digest("base64"));

  expect(report).toMatchObject({
    subscription: webhook.id,
    url: `${url}?hookId=1`,
    kind: "virtual",
    ok: true,
    status: 204,
  });
  expect(report?.request.body).toBe(text);
  expect(report).not.toHaveProperty("reason");
  expect([...mock.deliveries]).toMatchObject([{ id: report?.id, status: "delivered", trigger: "emit" }]);
});

test.each([
  ["another connection", { connection_id: "c2" }],
  ["another type", { object_type: "ats_job" }],
  ["another event", { event: "created" }],
  ["the mode none", { webhook_type: "none" }],
])("a subscription with %s gets nothing", async (_name, rest) => {
  const { mock, call } = await startMock();
  const { url, received } = await startReceiver();
  await call("POST", path, newWebhook({ hook_url: url, ...rest }));
  expect(await mock.emit({ ...change, data: { id: "1" } })).toEqual([]);
  expect(received).toEqual([]);
});

test("each matching subscription gets its own delivery, a native one as NATIVE", async () => {
  const { mock, call } = await startMock();
  const { url, received } = await startReceiver();
  await call("POST", path, newWebhook({ hook_url: url, event: undefined, events: ["created", "updated"] }));
  await call("POST", path, newWebhook({ hook_url: url, webhook_type: "native" }));
  const reports = await mock.emit({ ...change, data: { id: "1" } });
  expect(reports.map(({ kind }) => kind)).toEqual(["virtual", "native"]);
  const sent = received.map(({ text }) => JSON.parse(text));
  expect(sent.map(({ type }) => type).sort()).toEqual(["NATIVE", "VIRTUAL"]);
  expect(new Set(sent.map(({ nonce }) => nonce)).size).toBe(2);
});

test.each([
  ["nothing said: all but raw", {}, { id: "1", name: "A", size: 2 }],
  ["include_raw", { include_raw: true }, { id: "1", name: "A", size: 2, raw: { x: 1 } }],
  ["fields: those and id", { fields: " name ,colour" }, { id: "1", name: "A" }],
  ["fields that name raw", { fields: "raw" }, { id: "1", raw: { x: 1 } }],
  ["fields with include_raw", { fields: "size", include_raw: true }, { id: "1", size: 2, raw: { x: 1 } }],
])("rule 17: %s", async (_name, rest, wanted) => {
  const { mock, call } = await startMock();
  const { url, received } = await startReceiver();
  await call("POST", path, newWebhook({ hook_url: url, ...rest }));
  await mock.emit({ ...change, data: { id: "1", name: "A", size: 2, raw: { x: 1 } } });
  expect(JSON.parse(received[0]?.text ?? "").data).toEqual([wanted]);
});

test.each([
  [
    "unknown member",
    { ...change, data: {}, colour: 1 },
    /unknown member "colour"\. Accepted: connection_id, object_type, event, data\.$/,
  ],
  [
    "unknown type",
    { ...change, object_type: "crm_boat", data: {} },
    /"crm_boat" as object_type\. Pass one of "crm_contact"/,
  ],
  [
    "unknown event",
    { ...change, event: "sunk", data: {} },
    /"sunk" as event\. Pass one of "updated", "created"\.$/,
  ],
  [
    "missing connection",
    { ...change, connection_id: undefined, data: {} },
    /nothing as connection_id\. Pass text/,
  ],
  ["data that is no object", { ...change, data: [{}, 5] }, /5 as data\. Pass one object, or an array/],
  ["no data", { ...change, data: [] }, /\[\] as data/],
  ["nothing", null, /emit got null\. Pass an object with connection_id, object_type, event, data\.$/],
])("emit refuses %s", async (_name, given, message) => {
  const { mock } = await startMock();
  const emitted = mock.emit(given as never);
  await expect(emitted).rejects.toThrow(TypeError);
  await expect(emitted).rejects.toThrow(message);
});

test.each([
  ["a redirect, which is not followed", 302, "answered 302, delivered is 2XX"],
  ["an error", 500, "answered 500, delivered is 2XX"],
])("%s counts as failed", async (_name, status, reason) => {
  const { mock, call } = await startMock();
  const { url, received } = await startReceiver((_request, response) => {
    response.writeHead(status, { location: "/elsewhere", "x-seen": "yes" }).end("why");
  });
  await call("POST", path, newWebhook({ hook_url: url }));
  const [report] = await mock.emit({ ...change, data: { id: "1" } });
  expect(report).toMatchObject({ ok: false, status, reason, response: { status, body: "why" } });
  expect(report?.response?.headers["x-seen"]).toBe("yes");
  expect(received.map((request) => request.path)).toEqual(["/hook"]);
});

test("a receiver that hangs, and one that is not there, are failures with a reason", async () => {
  const { mock, call } = await startMock({ deliveryTimeout: 150 });
  const { url } = await startReceiver(() => undefined);
  await call("POST", path, newWebhook({ hook_url: url }));
  await call("POST", path, newWebhook({ hook_url: "http://127.0.0.1:9/" }));
  const [hanging, absent] = await mock.emit({ ...change, data: { id: "1" } });
  expect(hanging).toMatchObject({ ok: false, reason: "no answer within 150 ms" });
  expect(absent).toMatchObject({ ok: false, reason: expect.stringContaining("ECONNREFUSED") });
});

test("an endless answer is cut after 64 KiB", async () => {
  const { mock, call } = await startMock();
  const { url } = await startReceiver((_request, response) => {
    response.writeHead(200);
    const more = () =>
      void (response.destroyed || response.write("x".repeat(16_384), () => setImmediate(more)));
    more();
  });
  await call("POST", path, newWebhook({ hook_url: url }));
  const [report] = await mock.emit({ ...change, data: { id: "1" } });
  expect(report).toMatchObject({ ok: true, status: 200 });
  expect(report?.response?.body).toHaveLength(64 * 1024);
});

test("hosts elsewhere are refused with what would allow them; link-local ones always", async () => {
  const { mock, call } = await startMock({ allowHosts: ["169.254.169.254"] });
  for (const hook_url of [
    "http://10.0.0.7/hook",
    "https://example.com/hook",
    "http://169.254.169.254/latest",
  ]) {
    await call("POST", path, newWebhook({ hook_url }));
  }
  const reports = await mock.emit({ ...change, data: { id: "1" } });
  expect(reports.map(({ ok, reason }) => [ok, reason])).toEqual([
    [false, '10.0.0.7 is not this machine. Allow it with allowHosts: ["10.0.0.7"] or --allow-host 10.0.0.7'],
    [
      false,
      'example.com is not this machine. Allow it with allowHosts: ["example.com"] or --allow-host example.com',
    ],
    [false, "169.254.169.254 is the link-local address 169.254.169.254: never delivered to"],
  ]);
});
