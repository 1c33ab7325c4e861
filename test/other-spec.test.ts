import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Delivery, WebhookMockServer } from "@hookspec/webhook-mock-server";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { buildPackage, typeCheck } from "./support/compile.js";
import { linkPackages, sharedFolder } from "./support/folders.js";
import { startReceiver } from "./support/receiver.js";
import { inRoot } from "./support/repository.js";
import { mustRun } from "./support/run.js";

interface Sender {
  send(url: string, payload?: unknown): Promise<Delivery>;
}
/** What the tests below need of it; its own types are checked by a program of their own. */
type ZooMock = Pick<WebhookMockServer, "close" | "deliveries" | "listen"> & {
  readonly webhooks: Readonly<Record<"born" | "ready" | "fed", Sender>>;
};

const folder = sharedFolder();
let create: (options?: object) => ZooMock;

beforeAll(async () => {
  const bin = inRoot("packages", "generator", "bin", "hookspec.js");
  const spec = inRoot("test", "fixtures", "zoo.yaml");
  const args = ["generate", spec, "--out", "node_modules", "--only", "types,mock-server"];
  linkPackages(folder);
  await mustRun(process.execPath, [bin, ...args], { cwd: folder });
  const packages = ["zoo-types", "zoo-mock-server"].map((name) => path.join(folder, "node_modules", name));
  for (const at of packages) await buildPackage(at);
  const entry = pathToFileURL(path.join(folder, "node_modules", "zoo-mock-server", "dist", "index.js"));
  const built: { createMockServer: typeof create } = await import(entry.href);
  create = built.createMockServer;
}, 60_000);

/** A mock of the zoo on a socket, and a way to call it. */
async function startZoo(options: object = {}) {
  const mock = create({ seed: 1, ...options });
  onTestFinished(() => mock.close());
  const url = `${await mock.listen()}/v1`;
  const call = async (method: string, at: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url + at, {
      method,
      headers: { authorization: "Bearer k", "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // Tests look into bodies of every shape; a wrong guess fails the test.
    // oxlint-disable-next-line no-explicit-any
    const read: any = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, body: read, headers: response.headers };
  };
  const pet = async (given: object): Promise<string> => (await call("POST", "/pets", given)).body.id;
  return { mock, call, pet };
}

test("callbacks and webhooks are sent by name: the payload given, the example, or one made from the schema", async () => {
  const { mock } = await startZoo();
  const receiver = await startReceiver();
  expect(Object.keys(mock.webhooks)).toEqual(["born", "ready", "fed"]);
  for (const name of ["born", "ready", "fed"] as const) await mock.webhooks[name].send(receiver.url);
  await mock.webhooks.ready.send(receiver.url, { id: "p2", name: "Ada" });
  const [born, ready, fed, given] = receiver.received.map(({ body }) => body.toString());
  expect(JSON.parse(born ?? "")).toMatchObject({ id: expect.any(String), name: expect.any(String) });
  expect([ready, given]).toEqual(['{"id":"p1","name":"Rex"}', '{"id":"p2","name":"Ada"}']);
  expect(fed).toMatch(/^food=\w+$/);
  expect([...mock.deliveries].map(({ kind, status }) => [kind, status])).toEqual(
    Array.from({ length: 4 }, () => ["webhook", "delivered"]),
  );
});

test("payloads, overrides and operations are typed", async () => {
  const program = `import { createMockServer } from "zoo-mock-server";

const mock = createMockServer();
const url = "http://127.0.0.1:9/";
await mock.webhooks.born.send(url);
await mock.webhooks.ready.send(url, { id: "p1", name: "Rex", kind: "dog" });
// @ts-expect-error: a pet has a name
await mock.webhooks.ready.send(url, { id: "p1" });
// @ts-expect-error: no pet is a cow
await mock.webhooks.born.send(url, { id: "p1", name: "Rex", kind: "cow" });
await mock.webhooks.fed.send(url, { food: "hay" });
// @ts-expect-error: there is no such webhook
await mock.webhooks.died.send(url);
// @ts-expect-error: an API without subscriptions has nothing to emit
await mock.emit({ any: 1 });
mock.on("createPet", async ({ body, parameters }, next) => {
  const name: string = body.name;
  // @ts-expect-error: the path has no parameters
  parameters.path.id.length;
  const { body: made } = await next();
  return { body: { ...made, name } };
});
// @ts-expect-error: no pet is a cow
mock.on("getPet", () => ({ body: { kind: "cow" } }));
// @ts-expect-error: there is no such operation
mock.on("getCow", () => undefined);
const off: () => void = mock.onDelivery(async ({ attempt, headers }, next) => {
  const { status } = await next({ headers: { ...headers, "x-attempt": String(attempt) } });
  return status === 204 ? undefined : { status: 500 };
});
off();
`;
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(folder, "program.ts"), program);
  const options = { types: ["node"] };
  expect(await typeCheck(["program.ts"], { cwd: folder, options })).toEqual([]);
});

test("lists are filtered, sorted and paged; items replaced and removed", async () => {
  const { call, pet } = await startZoo();
  const rex = await pet({ name: "Rex", kind: "dog", age: 3 });
  await pet({ name: "Ada", kind: "cat", age: 5 });
  await pet({ name: "Bo", kind: "cat" });
  const names = async (query: string) =>
    (await call("GET", `/pets${query}`)).body.map(({ name }: { name: string }) => name);
  expect(await names("")).toEqual(["Ada", "Bo"]);
  expect(await names("?offset=2")).toEqual(["Rex"]);
  expect(await names("?sort=age&order=desc&limit=9")).toEqual(["Ada", "Rex", "Bo"]);
  expect(await names("?kind=cat")).toEqual(["Ada", "Bo"]);
  expect(await names("?min_age=4")).toEqual(["Ada"]);
  expect((await call("GET", "/pets?limit=0")).status).toBe(400);
  expect((await call("PUT", `/pets/${rex}`, { name: "Max" })).body).toEqual({ id: rex, name: "Max" });
  expect((await call("DELETE", `/pets/${rex}`)).status).toBe(204);
  expect((await call("DELETE", `/pets/${rex}`)).status).toBe(404);
});

test("what is done to an item needs the item, and a body that fits", async () => {
  const { call, pet } = await startZoo();
  const id = await pet({ name: "Rex" });
  expect((await call("POST", `/pets/${id}/feed`, { food: "hay" })).body).toEqual({ id, name: "Rex" });
  expect((await call("POST", "/pets/nobody/feed", { food: "hay" })).status).toBe(404);
  const refused = await call("POST", `/pets/${id}/feed`, { food: 5 });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: "/food", code: "type" }] } });
});

test("nested items belong to the one that their path names, whatever a body says", async () => {
  const { call } = await startZoo();
  const { body: toy } = await call("POST", "/pets/a/toys", { colour: "blue", pet_id: "b" });
  expect(toy).toEqual({ toy_id: expect.any(Number), pet_id: "a", colour: "blue" });
  const { body: other } = await call("POST", "/pets/b/toys", {});
  expect((await call("GET", "/pets/a/toys")).body).toEqual([toy]);
  expect((await call("GET", `/pets/a/toys/${toy.toy_id}`)).body).toEqual(toy);
  expect((await call("GET", `/pets/a/toys/${other.toy_id}`)).status).toBe(404);
  expect((await call("PATCH", `/pets/a/toys/${other.toy_id}`, { colour: "green" })).status).toBe(404);
  const patched = await call("PATCH", `/pets/a/toys/${toy.toy_id}`, { pet_id: "b", colour: "green" });
  expect(patched.body).toEqual({ ...toy, colour: "green" });
  expect((await call("GET", "/pets/b/toys")).body).toEqual([other]);
});

test("paths that are no resources: an example, the one preferred, or data from the schema, the same for the same seed", async () => {
  const [one, two] = [await startZoo(), await startZoo()];
  const hours = async (prefer: string) => one.call("GET", "/hours", undefined, { prefer });
  expect((await hours("")).body).toEqual({ open: true });
  const night = await hours("example=night");
  expect([night.body, night.headers.get("preference-applied")]).toEqual([{ open: false }, "example=night"]);
  expect(await hours("example=noon")).toMatchObject({
    status: 400,
    body: { detail: 'getHours has no example "noon" of 200. Its examples are "day", "night".' },
  });
  const weather = async ({ call }: typeof one, prefer = "") =>
    (await call("GET", "/weather?key=k", undefined, { prefer })).body;
  const made = await weather(one);
  expect([made.degrees >= 3, made.degrees <= 9, Date.parse(made.at) > 0]).toEqual([true, true, true]);
  expect([await weather(one), await weather(two)]).toEqual([made, made]);
  const dynamic = [await weather(one, "dynamic=true"), await weather(one, "dynamic=true")];
  expect(dynamic[0]).not.toEqual(dynamic[1]);
  const id = await one.pet({ name: "Rex" });
  const missing = await one.call("GET", `/pets/${id}`, undefined, { prefer: "code=404" });
  expect(missing).toMatchObject({ status: 404, body: { message: expect.any(String) } });
});

test("HEAD, OPTIONS, preflights and idempotency keys", async () => {
  const { call } = await startZoo();
  expect((await call("HEAD", "/pets")).status).toBe(200);
  expect((await call("OPTIONS", "/pets")).headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
  const preflight = { origin: "http://a.example", "access-control-request-method": "POST" };
  const allowed = await call("OPTIONS", "/pets", undefined, preflight);
  expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([
    204,
    "http://a.example",
  ]);
  const key = { "idempotency-key": "one" };
  const made = await call("POST", "/pets", { name: "Rex" }, key);
  expect((await call("POST", "/pets", { name: "Rex" }, key)).body).toEqual(made.body);
  expect((await call("POST", "/pets", { name: "Max" }, key)).status).toBe(422);
  expect((await call("GET", "/pets")).body).toEqual([made.body]);
});

test("security: each operation's own, alternatives, and both of two", async () => {
  const { call } = await startZoo({ apiKeys: ["k", "u:p"] });
  const as = (authorization: string) => ({ authorization });
  const basic = `Basic ${Buffer.from("u:p").toString("base64")}`;
  expect((await call("GET", "/pets", undefined, as(basic))).status).toBe(401);
  expect((await call("GET", "/pets", undefined, as("Bearer wrong"))).status).toBe(401);
  expect((await call("GET", "/pets")).status).toBe(200);
  expect((await call("GET", "/hours", undefined, as(basic))).status).toBe(200);
  expect((await call("GET", "/hours", undefined, as(""))).status).toBe(200);
  expect((await call("GET", "/weather")).status).toBe(401);
  expect((await call("GET", "/weather?key=k")).status).toBe(200);
});
