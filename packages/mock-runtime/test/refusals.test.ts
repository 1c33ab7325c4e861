import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { newWebhook, startMock } from "./harness.js";
import { listenerDefinition } from "./listener-definition.js";

const path = "/unified/webhook";

test("an unknown path is a 404 that names the nearest routes", async () => {
  const { call } = await startMock();
  const { status, body } = await call("GET", "/unified/webhok");
  expect(status).toBe(404);
  expect(body.detail).toMatch(
    /^There is no GET \/unified\/webhok\. Nearest: (GET|POST) \/unified\/webhook, /,
  );
});

test("a known path with another method is a 405 with Allow; OPTIONS tells the same", async () => {
  const { call } = await startMock();
  const refused = await call("DELETE", path);
  expect(refused.status).toBe(405);
  expect(refused.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
  const asked = await call("OPTIONS", path);
  expect([asked.status, asked.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
});

test("HEAD answers like GET without the body", async () => {
  const { call } = await startMock();
  await call("POST", path, newWebhook());
  const get = await call("GET", path);
  const head = await call("HEAD", path);
  expect([head.status, head.text]).toEqual([200, ""]);
  expect(head.headers.get("content-length")).toBe(get.headers.get("content-length"));
});

test("a path of one of the servers works with and without its prefix", async () => {
  const { call } = await startMock();
  expect((await call("GET", `/eu${path}`)).status).toBe(200);
  expect((await call("GET", `/us${path}`)).status).toBe(404);
});

test("malformed percent-encoding is a 400, in the path and in the query", async () => {
  const { call } = await startMock();
  expect((await call("GET", `${path}/%zz`)).status).toBe(400);
  const { body } = await call("GET", `${path}?connection_id=%ff`);
  expect(body.errors).toMatchObject([{ pointer: "/query/connection_id", code: "encoding" }]);
});

test.each(["bearer k1", "Bearer k1", "k1", "bearer  k1"])(
  "the key in %j is accepted",
  async (authorization) => {
    const { call } = await startMock({ apiKeys: ["k0", "k1"] });
    expect((await call("GET", path, undefined, { authorization })).status).toBe(200);
  },
);

test.each(["", "bearer", "bearer ", "bearer k2", "k", "bearerk1"])(
  "the key in %j is a 401",
  async (authorization) => {
    const { call } = await startMock({ apiKeys: ["k1"] });
    const { status, headers, body } = await call("GET", path, undefined, { authorization });
    expect([status, headers.get("www-authenticate")]).toEqual([401, 'bearer realm="webhook"']);
    expect(body.detail).toContain("Send it as header authorization: bearer <key>.");
  },
);

test("without configured keys any key does, none does not; credentials are checked before the body", async () => {
  const { call } = await startMock();
  expect((await call("GET", path, undefined, { authorization: "whatever" })).status).toBe(200);
  expect((await call("POST", path, "{", { authorization: "" })).status).toBe(401);
});

test("an operation without security needs no key", async () => {
  const { call } = await startMock({ apiKeys: ["k1"] }, listenerDefinition);
  expect((await call("GET", "/status", undefined, { authorization: "" })).body).toEqual({ up: true });
});

test("an operation without state or example is a 501 that says what to add to the spec", async () => {
  const { call } = await startMock({}, listenerDefinition);
  const { status, body } = await call("GET", "/limits");
  expect(status).toBe(501);
  expect(body.detail).toContain('Add responses."200".content."application/json".example to the spec.');
});

test.each(["application/json", "application/json; charset=UTF-8", "application/merge-patch+json"])(
  "a body as %s is read",
  async (type) => {
    const { call } = await startMock();
    expect((await call("POST", path, newWebhook(), { "content-type": type })).status).toBe(200);
  },
);

test.each(["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"])(
  "a body as %s is a 415",
  async (type) => {
    const { call } = await startMock();
    const { status, body } = await call("POST", path, newWebhook(), { "content-type": type });
    expect(status).toBe(415);
    expect(body.detail).toContain(JSON.stringify(type));
    expect(body.detail).toContain("Accepted: application/json");
  },
);

test("a body in a coding is a 415 that says what would have been accepted", async () => {
  const { mock, call } = await startMock();
  const headers = { authorization: "k", "content-type": "application/json", "content-encoding": "gzip" };
  const body = gzipSync(JSON.stringify(newWebhook()));
  const response = await mock.fetch(path, { method: "POST", body, headers });
  expect([response.status, response.headers.get("accept-encoding")]).toEqual([415, "identity"]);
  const identity = { "content-encoding": "identity" };
  expect((await call("POST", path, newWebhook(), identity)).status).toBe(200);
});

test("a missing content type is a 415", async () => {
  const { mock } = await startMock();
  const body = new TextEncoder().encode(JSON.stringify(newWebhook()));
  const response = await mock.fetch(path, { method: "POST", body, headers: { authorization: "k" } });
  expect(response.status).toBe(415);
});

test.each([
  ["cut JSON", '{"a":'],
  ["nothing", ""],
  ["a member named __proto__", `{"__proto__":{"a":1},${JSON.stringify(newWebhook()).slice(1)}`],
  ["an escaped __proto__", `{"\\u005f_proto__":1,${JSON.stringify(newWebhook()).slice(1)}`],
  ["a deep __proto__", JSON.stringify(newWebhook({ x: [{ y: 1 }] })).replace('"y"', '"__proto__"')],
  ["101 levels", `${"[".repeat(101)}${"]".repeat(101)}`],
  ["a million levels", "[".repeat(500_000) + "]".repeat(500_000)],
])("%s is a 400 and changes nothing", async (_name, body) => {
  const { call } = await startMock();
  const answer = await call("POST", path, body);
  expect(answer.status).toBe(400);
  expect(answer.body.detail).toMatch(/^The body cannot be read as JSON: .* Nothing was changed\.$/);
  expect((await call("GET", path)).body).toEqual([]);
});

test("100 levels are read: the body is an array, which does not fit", async () => {
  const { call } = await startMock();
  expect((await call("POST", path, `${"[".repeat(100)}${"]".repeat(100)}`)).status).toBe(422);
});

test("bytes that are not UTF-8 are a 400", async () => {
  const { mock } = await startMock();
  const headers = { authorization: "k", "content-type": "application/json" };
  const response = await mock.fetch(path, { method: "POST", headers, body: Buffer.from([0x22, 0xff, 0x22]) });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("it is not UTF-8");
});

test.each(["5", "[]", '"text"', "null"])("the body %s is a 422: an object is wanted", async (body) => {
  const { call } = await startMock();
  const answer = await call("POST", path, body);
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([
    { pointer: "", code: "type", detail: `Expected object, got ${body}.` },
  ]);
});

test("a body over the limit is a 413 that arrives although the client goes on sending", async () => {
  const { call } = await startMock();
  const { status, body } = await call("POST", path, newWebhook({ fields: "x".repeat(8 * 1024 * 1024) }));
  expect(status).toBe(413);
  expect(body.detail).toBe(
    "The body is longer than 1048576 bytes. Send less, or raise bodyLimit (--body-limit).",
  );
});

test("a refused upload is not answered with a reset: the client may send all of it and then reads its 413", async () => {
  const { mock } = await startMock({ bodyLimit: 1000 });
  const { port } = new URL(mock.url);
  const socket = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true });
  const failed = new Promise<never>((_resolve, reject) => socket.once("error", reject));
  const length = 4 * 1024 * 1024;
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: k\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
  );
  const send = async () => {
    for (let sent = 0; sent < length; sent += 65_536) {
      await new Promise<void>((resolve) => socket.write(" ".repeat(65_536), () => setTimeout(resolve, 1)));
    }
    socket.end();
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  };
  expect(await Promise.race([send(), failed])).toMatch(/^HTTP\/1\.1 413 /);
});

test("a body of exactly the limit is read", async () => {
  const body = JSON.stringify(newWebhook());
  const { call } = await startMock({ bodyLimit: body.length });
  expect((await call("POST", path, body)).status).toBe(200);
  expect((await call("POST", path, `${body} `)).status).toBe(413);
});

test("an endless upload is cut off soon after the limit", async () => {
  const { mock } = await startMock({ bodyLimit: 1000 });
  const socket = connect(Number(new URL(mock.url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: k\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  const chunk = `400\r\n${" ".repeat(1024)}\r\n`;
  const sending = setInterval(() => socket.write(chunk), 5);
  let answer = "";
  socket.on("data", (data) => (answer += data.toString()));
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(sending);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});
