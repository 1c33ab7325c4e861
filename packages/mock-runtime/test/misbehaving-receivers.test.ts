import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { minute, path, play, start } from "./playground.js";

const timeout = 300;
const fine = "HTTP/1.1 204 No Content\r\n\r\n";

async function listen<Kind extends Server>(server: Kind): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A receiver of bare bytes: gives its n-th request, once it is whole, to the n-th answer, and later ones to the last. */
async function startRaw(...answers: ((socket: Socket) => void)[]) {
  const sockets: Socket[] = [];
  let asked = 0;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const [head = "", body] = text.split("\r\n\r\n");
      if (body === undefined || body.length < Number(/content-length: (\d+)/i.exec(head)?.[1])) return;
      text = "";
      answers[Math.min(asked++, answers.length - 1)]?.(socket);
    });
  });
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  const open = () => sockets.filter(({ destroyed }) => !destroyed).length;
  const answerAll = (text: string) => sockets.forEach((socket) => socket.write(text));
  return {
    url: `http://127.0.0.1:${await listen(server)}/hook`,
    open,
    isFirstOpen: () => sockets[0]?.destroyed === false,
    connections: () => sockets.length,
    answerAll,
  };
}

const say = (text: string) => (socket: Socket) => void socket.write(text);
/** The same a little at a time, for as long as the other side listens. */
const drip = (head: string, drop: string) => (socket: Socket) => {
  socket.write(head);
  const dripping = setInterval(() => socket.write(drop), 20);
  socket.once("close", () => clearInterval(dripping));
};
const ok = (length: number) => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n`;
const late = `no answer within ${timeout} ms`;

test.each<[string, (socket: Socket) => void, string | RegExp]>([
  ["resets before it answers", (socket) => void socket.resetAndDestroy(), /ECONNRESET/],
  ["closes before it answers", (socket) => void socket.end(), "other side closed"],
  [
    "resets after its headers",
    (socket) => socket.write(ok(10), () => setTimeout(() => socket.resetAndDestroy(), 20)),
    /ECONNRESET/,
  ],
  ["ends in the middle of a body", (socket) => void socket.end(`${ok(10)}12345`), "other side closed"],
  [
    "ends in the middle of its headers",
    (socket) => void socket.end("HTTP/1.1 200 OK\r\nx-a"),
    "other side closed",
  ],
  [
    "ends before the last chunk",
    (socket) => void socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    "other side closed",
  ],
  ["never answers", () => undefined, late],
  ["never ends its headers", drip("HTTP/1.1 200 OK\r\n", "x-more: 1\r\n"), late],
  ["never ends its body in time", drip(ok(1000), "x"), late],
  ["says only that it goes on", drip("", "HTTP/1.1 102 Processing\r\n\r\n"), late],
  ["speaks no HTTP", say("hello\r\n\r\n"), /Expected HTTP/],
  ["has no status", say("HTTP/1.1 OK\r\n\r\n"), /Invalid status code/],
  [
    "sends two lengths",
    say("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx"),
    /length does not match/,
  ],
  [
    "sends huge headers",
    say(`HTTP/1.1 200 OK\r\nx-huge: ${"x".repeat(100_000)}\r\n\r\n`),
    "Headers Overflow Error",
  ],
  [
    "announces a body with a 204",
    say("HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello"),
    /length does not match/,
  ],
  [
    "switches protocols",
    say("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    "bad upgrade",
  ],
  [
    "redirects",
    say("HTTP/1.1 307 Temporary Redirect\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n"),
    "answered 307, delivered is 2XX",
  ],
])(
  "a receiver that %s: a failed attempt with its reason, the socket is freed, the retry comes in time",
  async (_name, misbehave, reason) => {
    const raw = await startRaw(misbehave, say(fine));
    const { mock, create, upsert } = await play({ deliveryTimeout: timeout });
    await create({ hook_url: raw.url });
    await upsert("1");
    await mock.clock.advance("1h");
    const [delivery] = mock.deliveries;
    const match = typeof reason === "string" ? reason : expect.stringMatching(reason);
    expect(delivery).toMatchObject({ status: "pending", nextAttemptAt: start + 61 * minute });
    expect(delivery?.attempts).toMatchObject([{ n: 1, at: start + 60 * minute, ok: false, reason: match }]);
    // A redirect is an answer like any other: its connection may be used again.
    if (delivery?.attempts[0]?.response === undefined) await expect.poll(raw.isFirstOpen).toBe(false);
    await mock.clock.advance("1m");
    expect(delivery).toMatchObject({ status: "delivered", attempted: 2 });
    expect(delivery?.attempts[1]).toMatchObject({ n: 2, at: start + 61 * minute, ok: true, status: 204 });
    await mock.close();
    await expect.poll(raw.open).toBe(0);
  },
);

test.each([
  [
    "informs before it answers",
    say(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${ok(2)}ok`),
    200,
  ],
  ["sends a body behind a 204", say(`${fine}hello`), 204],
  ["sends more than its length", say(`${ok(2)}ok and more`), 200],
  [
    "ends its body with the connection",
    (socket: Socket) => void socket.end("HTTP/1.1 200 OK\r\n\r\nok"),
    200,
  ],
  [
    "closes the connection between two deliveries",
    (socket: Socket) => void socket.write(ok(0), () => setTimeout(() => socket.end(), 20)),
    200,
  ],
])("a receiver that %s has got it, and the next delivery reaches it", async (_name, answer, status) => {
  const raw = await startRaw(answer, say(fine));
  const { mock } = await play({ deliveryTimeout: timeout });
  const send = () => mock.deliver({ url: raw.url, data: { id: "1" } });
  expect(await send()).toMatchObject({ status: "delivered", attempts: [{ status }] });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await send()).toMatchObject({ status: "delivered", attempts: [{ status: 204 }] });
});

test("an answer that nobody asked for is not taken for that of the next delivery", async () => {
  const unasked = "HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
  const raw = await startRaw(say(unasked), say("HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n"));
  const { mock } = await play({ deliveryTimeout: timeout });
  const send = async () => (await mock.deliver({ url: raw.url, data: { id: "1" } })).attempts[0]?.status;
  expect([await send(), await send(), raw.connections()]).toEqual([500, 503, 2]);
});

test("an endless body ends with the connection", async () => {
  const flood = (socket: Socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    const more = () => void (socket.destroyed || socket.write("x".repeat(65_536), more));
    more();
  };
  const raw = await startRaw(flood);
  const { mock } = await play({ deliveryTimeout: 5000 });
  const { attempts } = await mock.deliver({ url: raw.url, data: { id: "1" } });
  expect(attempts[0]?.response?.body).toHaveLength(65_536);
  await expect.poll(raw.isFirstOpen).toBe(false);
});

test("nobody listens: refused, and the retry goes to where the webhook has moved", async () => {
  const { mock, call, create, upsert, url } = await play();
  const closed = createServer();
  const port = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
  const id = await create({ hook_url: `http://127.0.0.1:${port}/` });
  await upsert("1");
  await mock.clock.advance("1h");
  await call("PATCH", `${path}/${id}`, { hook_url: url });
  await mock.clock.advance("1m");
  const [delivery] = mock.deliveries;
  expect(delivery?.attempts).toMatchObject([
    { ok: false, reason: `connect ECONNREFUSED 127.0.0.1:${port}` },
    { ok: true, url },
  ]);
});

test("TLS on one side only is a failure with a reason", async () => {
  const raw = await startRaw(say(fine));
  const { mock } = await play({ deliveryTimeout: timeout });
  const data = { id: "1" };
  // Where TLS is expected, its first bytes are no HTTP; where it is not, a server without a certificate hangs up.
  const [, port] = /:(\d+)/.exec(raw.url) ?? [];
  const toPlain = mock.deliver({ url: `https://127.0.0.1:${port}/`, data });
  setTimeout(() => raw.answerAll(fine), 50);
  expect((await toPlain).attempts[0]?.reason).toMatch(/wrong version number/);
  const tlsPort = await listen(createTlsServer().on("tlsClientError", () => undefined));
  const toTls = await mock.deliver({ url: `http://127.0.0.1:${tlsPort}/`, data });
  expect(toTls.attempts[0]?.reason).toMatch(/other side closed|ECONNRESET|Expected HTTP/);
  await expect.poll(raw.isFirstOpen).toBe(false);
});
