import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createNodeServer } from "../src/adapters/node-http.js";
import { newWebhook, startMock } from "./harness.js";

const path = "/unified/webhook";

function open(url: string): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  // What a test asserts is what came back; how a refused connection ends differs.
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** All that comes back until the connection ends. */
function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("close", () => resolve(text));
  });
}

function head(lines: readonly string[], method = "POST"): string {
  const fixed = ["host: mock", "authorization: bearer test", "content-type: application/json"];
  return [`${method} ${path} HTTP/1.1`, ...fixed, "connection: close", ...lines, "", ""].join("\r\n");
}

const body = JSON.stringify(newWebhook());

test.each([
  ["no JSON", "{", 400],
  ["nothing", "", 400],
  [
    "not UTF-8",
    Buffer.concat([Buffer.from('{"fields":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    400,
  ],
  ["a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(body)]), 400],
  ["__proto__ at the top", '{"__proto__":{"polluted":1}}', 400],
  ["__proto__ further down", '{"meta":{"a":[{"__proto__":{"polluted":1}}]}}', 400],
  ["deeper than 100 levels", `{"meta":${"[".repeat(101)}${"]".repeat(101)}}`, 400],
  ["a number beyond all range", body.replace("{", '{"interval":1e999,'), 400],
  ["one further down", body.replace("{", '{"meta":{"a":[-1e999]},'), 400],
  ["a megabyte of brackets", "[".repeat(1024 * 1024), 400],
  ["a byte too many", JSON.stringify(newWebhook({ fields: "x".repeat(1024 * 1024) })), 413],
])("a body of %s gets its status and changes nothing", async (_name, sent, status) => {
  const { mock, call } = await startMock();
  const answer = await fetch(mock.url + path, {
    method: "POST",
    headers: { authorization: "bearer test", "content-type": "application/json" },
    body: sent,
  });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect((await call("GET", path)).body).toEqual([]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("an endless chunked body is refused at the limit, not when it ends", async () => {
  const { mock, call } = await startMock({ bodyLimit: 1000 });
  const socket = open(mock.url);
  const answer = answerOf(socket);
  socket.write(head(["transfer-encoding: chunked"]));
  const chunk = `${(500).toString(16)}\r\n${"x".repeat(500)}\r\n`;
  const writing = setInterval(() => socket.writable && socket.write(chunk), 5);
  expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
  clearInterval(writing);
  expect((await call("GET", path)).body).toEqual([]);
});

test("a half-sent body whose sender goes away changes nothing and is not logged as answered", async () => {
  const { mock, call } = await startMock();
  const socket = open(mock.url);
  socket.end(head([`content-length: ${body.length}`]) + body.slice(0, 20));
  await answerOf(socket);
  expect((await call("GET", path)).body).toEqual([]);
  expect(mock.requests.filter({ method: "POST" })).toEqual([]);
});

test("what stands behind a request and is none does nothing", async () => {
  const { mock, call } = await startMock();
  const socket = open(mock.url);
  const answer = answerOf(socket);
  socket.write(
    `${head([`content-length: ${body.length}`]).replace("connection: close\r\n", "")}${body}${body}`,
  );
  expect(await answer).toContain("HTTP/1.1 400 ");
  expect((await call("GET", path)).body).toHaveLength(1);
});

test.each([
  ["too long a header", head([`x-long: ${"x".repeat(20_000)}`]), 431],
  ["too many headers", head(Array.from({ length: 3000 }, (_, at) => `x-${at}: 1`)), 431],
  ["no HTTP at all", "hello\r\n\r\n", 400],
  ["two lengths", head(["content-length: 3", "content-length: 4"]), 400],
  ["a length and chunks", head(["content-length: 3", "transfer-encoding: chunked"]), 400],
])("a request with %s is a problem", async (_name, text, status) => {
  const { mock, call } = await startMock();
  const socket = open(mock.url);
  const answer = answerOf(socket);
  socket.write(text);
  const got = await answer;
  expect(got).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*content-type: application/problem\\+json`));
  expect(JSON.parse(got.split("\r\n\r\n")[1] ?? "")).toMatchObject({ status, detail: expect.any(String) });
  expect((await call("GET", path)).body).toEqual([]);
});

test.each([
  ["head", `POST ${path} HTTP/1.1\r\nhost: mock\r\n`, "x-slow: 1\r\n"],
  ["body", head(["content-length: 1000"]), "x"],
])(
  "a client that sends its %s a little at a time runs out of time, others are served",
  async (_name, start, drop) => {
    const timeouts = { headersTimeout: 150, requestTimeout: 150, connectionsCheckingInterval: 20 };
    let answered = 0;
    const handle = async () => ({ status: 200, headers: {}, body: String(++answered) });
    const server = createNodeServer(handle, 5000, timeouts);
    onTestFinished(() => server.close());
    const url = await server.listen(0, "127.0.0.1");
    const socket = open(url);
    const answer = answerOf(socket);
    socket.write(start);
    const dripping = setInterval(() => socket.writable && socket.write(drop), 20);
    expect(await (await fetch(url)).text()).toBe("1");
    expect(await answer).toMatch(/^HTTP\/1\.1 408 [^]*The request did not come to its end in time\./);
    clearInterval(dripping);
    expect(answered).toBe(1);
  },
);

test("ten thousand requests leave no more behind than the log may keep", async () => {
  const { mock } = await startMock({ logLimit: 50 });
  const headers = {
    authorization: "bearer test",
    "idempotency-key": "k",
    "content-type": "application/json",
  };
  const ask = (at: number) =>
    mock.handle({
      method: "POST",
      path,
      headers: { ...headers, authorization: `bearer ${at}`, "idempotency-key": `k${at}` },
      body: Buffer.from("{}"),
    });
  for (let at = 0; at < 10_000; at++) expect((await ask(at)).status).toBe(422);
  expect(mock.requests.length).toBe(50);
});
