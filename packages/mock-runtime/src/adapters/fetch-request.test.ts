import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlainRequest } from "../http.js";
import { createFetch } from "./fetch.js";
import { readPlainly } from "./fetch-request.js";

const limit = 40;

/** What reaches the core of a call of `fetch`, or what the call rejects with. */
async function outcome(input: string | URL, init: RequestInit | undefined): Promise<unknown> {
  let reached: PlainRequest | undefined;
  const ask = createFetch((request) => {
    reached = request;
    return Promise.resolve({ status: 204, headers: {}, body: "" });
  }, limit - 1);
  try {
    await ask(input, init);
  } catch (error) {
    return { error: String(error), reached };
  }
  // Headers are compared with their order.
  return {
    ...reached,
    headers: Object.entries(reached?.headers ?? {}),
    body: Buffer.from(reached?.body ?? []),
  };
}

/** This member changes nothing, but it is one that only a Request reads. */
const byRequest = (init: RequestInit | undefined): RequestInit => ({ ...init, keepalive: false });

const method = fc.oneof(
  fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
  fc.constantFrom("get", "Post", "patch", "QUERY", "TRACE", "connect", "", "A B", "é"),
);
const name = fc.oneof(
  fc.constantFrom(
    "Content-Type",
    "content-type",
    "authorization",
    "X-A",
    "x-a",
    "cookie",
    "set-cookie",
    "host",
  ),
  fc.constantFrom("content-length", "__proto__", "constructor", "", "a b", "é", "a:", "x\n", "0", "10", "9"),
  fc.string({ minLength: 1, maxLength: 3 }),
);
const value = fc.oneof(
  fc.constantFrom(
    "application/json",
    "",
    " a ",
    "a\tb",
    "a\nb",
    "a\u0000b",
    "\u0001",
    "\u007f",
    "é",
    "€",
    "\u00a0a",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const fields = fc.uniqueArray(fc.tuple(name, value), { maxLength: 4, selector: ([of]) => of });
const headers = fc.oneof(
  fields.map((pairs) => Object.fromEntries(pairs)),
  fields,
  fc.constantFrom<RequestInit["headers"]>(undefined, new Headers({ "x-b": "1", "X-A": "2" })),
  fc
    .constantFrom({ n: 1 }, { n: null }, { [Symbol("s")]: "1" }, null, "text", new Map([["a", "b"]]))
    .map((odd) => odd as never),
);
const body = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => bytes.slice().buffer),
  fc.constantFrom<RequestInit["body"]>(
    undefined,
    null,
    "",
    "\ud800",
    new URLSearchParams("a=1"),
    new Blob(["x"]),
  ),
  fc
    .constantFrom(7, {}, new DataView(new ArrayBuffer(2)), new Uint16Array([1, 2]))
    .map((odd) => odd as never),
);
const signal = fc.oneof(
  fc.constantFrom(undefined, null, {} as AbortSignal),
  fc.constantFrom(new AbortController().signal, AbortSignal.abort(), AbortSignal.abort("why")),
);
const input = fc.oneof(
  fc.constantFrom(
    "",
    "/",
    "/a/../b?c=%20 d#e",
    "//h/p",
    "http://u:p@h/",
    "http://u@h/",
    "/@me",
    "http://",
    "http://h:99999",
  ),
  fc.constantFrom("mailto:a@b", "data:,x", "blob:x", "/é?é"),
  fc.string().map((text) => `/${text}`),
  fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url)),
);

test("property: a call that is read without a Request is the same as one that is read by it, or fails the same", async () => {
  const inits = fc.record(
    { method, headers, body, signal },
    { requiredKeys: [] },
  ) as fc.Arbitrary<RequestInit>;
  await fc.assert(
    fc.asyncProperty(input, inits, async (url, init) => {
      expect(await outcome(url, init)).toEqual(await outcome(url, byRequest(init)));
    }),
    { numRuns: 2000 },
  );
});

test.each<[string, RequestInit | undefined]>([
  ["no init", undefined],
  ["headers", { headers: { authorization: "bearer k", Accept: "*/*" } }],
  ["a text", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }],
  ["bytes and a signal", { method: "PUT", body: Buffer.from("{}"), signal: new AbortController().signal }],
  ["an ArrayBuffer", { method: "PATCH", body: new ArrayBuffer(2) }],
])("a call with %s needs no Request", (_name, init) => {
  expect(readPlainly(new URL("http://h/@me"), init, limit)).toBeDefined();
});

test.each<[string, unknown]>([
  ["a member that cannot be enumerated", Object.defineProperty({}, "duplex", { value: "half" })],
  ["a prototype with members", Object.create({ method: "POST" })],
  ["headers that iterate", { headers: Object.assign(Object.create(Map.prototype) as object, { a: "1" }) }],
])("an init with %s is left to a Request", (_name, init) => {
  expect(readPlainly(new URL("http://h/"), init as RequestInit, limit)).toBeUndefined();
});

test("a Request that was read is refused, one that was not is read as it is", async () => {
  const used = new Request("http://h/", { method: "POST", body: "x" });
  expect(await outcome(used as never, undefined)).toMatchObject({ method: "POST", body: Buffer.from("x") });
  expect(used.bodyUsed).toBe(true);
  expect(await outcome(used as never, undefined)).toMatchObject({
    error: expect.stringContaining("TypeError") as string,
  });
  const locked = new Request("http://h/", { method: "POST", body: "x" });
  locked.body?.getReader();
  expect(await outcome(locked as never, undefined)).toMatchObject({
    error: expect.stringContaining("TypeError") as string,
  });
});
