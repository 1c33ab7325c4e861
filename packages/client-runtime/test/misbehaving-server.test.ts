import { createServer, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createCaller } from "../src/caller.js";
import type { ClientOptions } from "../src/options.js";
import type { Failure, Result, Success } from "../src/result.js";
import { createPet, definition, getPet, recordedTiming } from "./pets.js";

type Any = Result<Success | Failure>;

/** A bare TCP server: `behave` gets each connection once the head of a request has come, and how many there were. */
async function misbehaving(behave: (socket: Socket, count: number) => void) {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // a client that gives up resets the connection
    socket.on("data", (chunk) => {
      if (chunk.includes("\r\n\r\n")) behave(socket, ++count);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const caller = (options: ClientOptions = {}) =>
    createCaller(
      definition,
      { baseUrl, timeout: 150, retries: 1, ...options },
      { ...recordedTiming(), now: Date.now },
    );
  return { caller, count: () => count };
}

const head = (lines: string[], status = "200 OK") => `HTTP/1.1 ${[status, ...lines].join("\r\n")}\r\n\r\n`;
const whole = (body: string, status?: string) =>
  head(
    [`content-length: ${Buffer.byteLength(body)}`, "content-type: application/json", "connection: close"],
    status,
  ) + body;

const tricks: [string, (socket: Socket) => void, string][] = [
  ["closes without an answer", (socket) => socket.end(), "ConnectionError"],
  ["resets the connection", (socket) => socket.resetAndDestroy(), "ConnectionError"],
  ["answers no HTTP", (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"), "ConnectionError"],
  ["closes within the head", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le"), "ConnectionError"],
  [
    "closes within the body",
    (socket) => socket.end(head(["content-length: 99"]) + '{"half":'),
    "ConnectionError",
  ],
  [
    "closes within a chunk",
    (socket) => socket.end(head(["transfer-encoding: chunked"]) + 'ff\r\n{"half":'),
    "ConnectionError",
  ],
  [
    "resets within the body",
    (socket) =>
      socket.write(head(["content-length: 99"]) + "{", () => setTimeout(() => socket.resetAndDestroy(), 20)),
    "ConnectionError",
  ],
  ["says 100 unasked", (socket) => socket.end(head([], "100 Continue")), "ConnectionError"],
  [
    "gives two lengths",
    (socket) => socket.end(head(["content-length: 2", "content-length: 3"]) + "{}"),
    "ConnectionError",
  ],
  ["never answers", () => {}, "TimeoutError"],
  ["stalls within the head", (socket) => socket.write("HTTP/1.1 200 OK\r\n"), "TimeoutError"],
  ["stalls within the body", (socket) => socket.write(head(["content-length: 99"]) + "{"), "TimeoutError"],
  ["drips its body for ever", (socket) => drip(socket), "TimeoutError"],
  ["only ever says 103", (socket) => socket.write(head([], "103 Early Hints")), "TimeoutError"],
];

/** A byte at a time keeps a connection alive, not a call. */
function drip(socket: Socket): void {
  socket.write(head(["transfer-encoding: chunked"]));
  const timer = setInterval(() => socket.write("1\r\n \r\n"), 20);
  socket.on("close", () => clearInterval(timer));
}

test.each(tricks)(
  "a server that %s: a GET is sent again, and then it is a %s",
  async (_name, behave, name) => {
    const { caller, count } = await misbehaving(behave);
    await expect(caller().$call(getPet, { id: 1 })).rejects.toMatchObject({ name });
    expect(count()).toBe(2);
  },
);

test.each(tricks)("a server that %s: a POST is sent once", async (_name, behave, name) => {
  const { caller, count } = await misbehaving(behave);
  await expect(caller().$call(createPet, { body: {} })).rejects.toMatchObject({ name });
  expect(count()).toBe(1);
});

test.each(tricks)("a server that %s once is forgiven", async (_name, behave) => {
  const { caller, count } = await misbehaving((socket, nth) =>
    nth === 1 ? behave(socket) : socket.end(whole('{"id":1}')),
  );
  expect(await caller().$call<Any>(getPet, { id: 1 })).toMatchObject({ ok: true, data: { id: 1 } });
  expect(count()).toBe(2);
});

test.each<[string, string, object]>([
  ["hints before the answer", head([], "103 Early Hints") + whole('{"id":1}'), { ok: true, data: { id: 1 } }],
  ["more than its length", whole('{"id":1}') + "surplus", { ok: true, data: { id: 1 } }],
  ["a body without a length", head(["connection: close"]) + '{"id":1}', { ok: true, data: { id: 1 } }],
  ["HTML", whole("<html>"), { ok: false, status: "unexpected", error: { status: 200, body: "<html>" } }],
  ["nothing", whole(""), { ok: false, status: "unexpected", error: { status: 200 } }],
  [
    "an empty 500",
    whole("", "500 Oops"),
    { ok: false, status: "unexpected", error: { status: 500, title: "Oops" } },
  ],
  [
    "a 204 with a body's length",
    head(["content-length: 2"], "204 No Content"),
    { ok: false, error: { status: 204 } },
  ],
  ["a 304", head([], "304 Not Modified"), { ok: false, error: { status: 304, title: "Not Modified" } }],
  [
    "a redirect to nowhere",
    head(["content-length: 0", "location: //["], "302 Found"),
    { ok: false, error: { status: 302 } },
  ],
  [
    "a redirect to itself",
    head(["content-length: 0", "location: /pets/1"], "307 Temporary"),
    { ok: false, error: { title: "Redirect not followed" } },
  ],
])("a server that answers with %s gives a result", async (_name, answer, expected) => {
  const { caller } = await misbehaving((socket) => socket.end(answer));
  expect(await caller({ retries: 0 }).$call<Any>(getPet, { id: 1 })).toMatchObject(expected);
});
