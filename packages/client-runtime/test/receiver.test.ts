import { describe, expect, test } from "vitest";
import { createReceiver, type ReceivedDelivery } from "../src/receiver/index.js";
import { bodyOf, definition, parcel, type Parcels, path, printed, secret, startReceiver } from "./parcels.js";

test("a genuine delivery reaches its handler with data, subscription, bytes and a signal", async () => {
  const got: ReceivedDelivery<Parcels, "parcel.sent">[] = [];
  const { receiver, post, outcomes } = startReceiver({
    subscriptions: { [path]: { ...parcel, name: "kept by us" } },
  });
  receiver.on("parcel.sent", (received) => void got.push(received));
  const body = bodyOf();
  expect(await post(body)).toMatchObject({ status: 200, text: "" });
  expect(got).toEqual([
    {
      data: [{ id: "1" }],
      delivery: JSON.parse(body) as unknown,
      subscription: { kind: "parcel", change: "sent", name: "kept by us" },
      objectType: "parcel",
      events: ["sent"],
      rawBody: new TextEncoder().encode(body),
      signal: expect.any(AbortSignal) as AbortSignal,
    },
  ]);
  expect(outcomes).toEqual([{ outcome: "handled", status: 200 }]);
});

test("the answer is what the API takes for delivered, where that is not 200", async () => {
  const receiver = createReceiver<Parcels>(
    { ...definition, success: 204 },
    { secrets: secret, subscriptions: { [path]: parcel } },
  ).on("*", () => undefined);
  for (let copy = 0; copy < 2; copy++) {
    const request = new Request(`https://depot.test${path}`, { method: "POST", body: bodyOf() });
    expect((await receiver.fetch(request)).status).toBe(204);
  }
});

describe("rule 1: the bytes of data as they stand in the body and the decoded nonce are what is verified", () => {
  test.each([
    ["spaces and escapes that no parser gives back", { items: '[ {"id":"\\u00eb", "n": 1.0} ]' }],
    ["a nonce that is escaped in the body", { salt: 'é"\\n' }],
  ])("%s", async (_name, parts) => {
    const { post, handled } = startReceiver();
    expect(await post(bodyOf(parts))).toMatchObject({ status: 200 });
    expect(handled).toHaveLength(1);
  });
});

describe("rule 2: the strongest signature decides, and must be there", () => {
  test("a stripped one is refused, unless the weaker is said to do", async () => {
    const stripped = bodyOf({ fields: ["weak"] });
    expect(await startReceiver().post(stripped)).toMatchObject({ status: 401, title: "missing_signature" });
    expect(await startReceiver({ requireStrongest: false }).post(stripped)).toMatchObject({ status: 200 });
  });

  test.each([
    ["wrong", bodyOf().replace(/"strong":"[^"]+"/, `"strong":"${"0".repeat(64)}"`), 401, "mismatch"],
    ["empty", bodyOf().replace(/"strong":"[^"]+"/, '"strong":""'), 401, "missing_signature"],
    ["a number", bodyOf().replace(/"strong":"[^"]+"/, '"strong":0'), 400, "malformed"],
    ["made with another secret", bodyOf({ key: "other" }), 401, "mismatch"],
  ])("%s", async (_name, body, status, title) => {
    const { post, handled } = startReceiver({ requireStrongest: false });
    expect(await post(body)).toMatchObject({ status, title });
    expect(handled).toEqual([]);
  });

  test("both secrets of a rotation are taken", async () => {
    const { post } = startReceiver({ secrets: ["new", secret] });
    expect(await post()).toMatchObject({ status: 200 });
    expect(await post(bodyOf({ key: "new" }))).toMatchObject({ status: 200 });
  });
});

test("rule 3: a retry has the same bytes, so it is known for a copy under a changed URL too", async () => {
  const { post, outcomes, handled } = startReceiver({
    subscriptions: { [path]: parcel, "/hooks/new": parcel },
  });
  await post();
  expect(await post(bodyOf(), "/hooks/new")).toMatchObject({ status: 200 });
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["handled", "duplicate"]);
  expect(handled).toEqual(["s-1"]);
});

describe("rule 4: what a delivery says of its subscription is not believed", () => {
  test("handlers are chosen by the subscription of the URL, never by the body's", async () => {
    const got: string[] = [];
    const { receiver, post } = startReceiver();
    receiver.on("parcel.sent", ({ objectType }) => void got.push(objectType));
    receiver.on("van.lost", ({ objectType }) => void got.push(objectType));
    await post(bodyOf({ watch: { id: "w-9", kind: "van", change: "lost" } }));
    expect(got).toEqual(["parcel"]);
  });

  test("a function finds it by the request; what the body claims is handed to it as a claim", async () => {
    const queries: unknown[] = [];
    const { post } = startReceiver({
      subscriptions: async ({ url, headers, claimed }) => {
        queries.push([url.pathname, url.search, headers["x-tenant"], claimed["id"]]);
        return parcel;
      },
    });
    expect(await post(bodyOf(), "/any?a=1", { "x-tenant": "t" })).toMatchObject({ status: 200 });
    expect(queries).toEqual([["/any", "?a=1", "t", "w-1"]]);
  });

  test("without subscriptions it runs with the body's, and says so once", async () => {
    const warnings = printed("warn");
    const got: unknown[] = [];
    const { receiver, post } = startReceiver({ subscriptions: undefined });
    receiver.on("van.*", ({ events, subscription }) => void got.push(events, subscription.kind));
    await post(bodyOf({ watch: { kind: "van", change: "lost" } }));
    await post(bodyOf({ salt: "s-2", watch: "no object" }));
    expect(got).toEqual([["lost"], "van"]);
    expect(warnings).toHaveLength(1);
    expect(String(warnings[0]?.[0])).toBe(
      "Pass `subscriptions`: without, a receiver believes what is not signed.",
    );
  });

  test("with two possible events a handler gets both, and each handler of either runs", async () => {
    const got: string[] = [];
    const { receiver, post } = startReceiver({
      subscriptions: { [path]: { kind: "parcel", change: "sent", changes: ["sent", "lost"] } },
    });
    for (const pattern of ["parcel.sent", "parcel.lost", "*.lost", "parcel.*", "van.sent", "van.*"] as const)
      receiver.on(pattern, ({ events }) => void got.push(`${pattern}: ${events.join("+")}`));
    await post();
    expect(got).toEqual([
      "parcel.sent: sent+lost",
      "parcel.lost: sent+lost",
      "*.lost: sent+lost",
      "parcel.*: sent+lost",
    ]);
  });
});

describe("rule 6: a genuine delivery of an unknown subscription may come again", () => {
  test.each([
    ["of another path", { [path]: parcel }, "/hooks/other"],
    ["of a name that every object has", { [path]: parcel }, "/constructor"],
    ["that the function does not find", () => undefined, path],
  ])("%s", async (_name, subscriptions, to) => {
    const { post, handled } = startReceiver({ subscriptions });
    const { status, title, response } = await post(bodyOf(), to);
    expect([status, title, response.headers.get("retry-after")]).toEqual([503, "unknown_subscription", "1"]);
    expect(handled).toEqual([]);
  });

  test("then it is handled: it was not claimed", async () => {
    const known: Record<string, typeof parcel> = {};
    const { post, handled } = startReceiver({ subscriptions: ({ url }) => known[url.pathname] });
    expect(await post()).toMatchObject({ status: 503 });
    known[path] = parcel;
    expect(await post()).toMatchObject({ status: 200 });
    expect(handled).toHaveLength(1);
  });

  test("the URL of a subscription is compared only when that is asked for", async () => {
    const subscriptions = { [path]: { ...parcel, target: "https://depot.test/hooks/old" } };
    expect(await startReceiver({ subscriptions }).post()).toMatchObject({ status: 200 });
    expect(await startReceiver({ subscriptions, compareUrl: true }).post()).toMatchObject({
      status: 503,
      title: "unknown_subscription",
    });
    const same = { [path]: { ...parcel, target: `https://depot.example${path}?a=1` } };
    expect(
      await startReceiver({ subscriptions: same, compareUrl: true }).post(bodyOf(), `${path}?a=1`),
    ).toMatchObject({ status: 200 });
  });

  test("nor is one handled whose record names no type of object", async () => {
    const { post, outcomes } = startReceiver({ subscriptions: () => ({}) as typeof parcel });
    expect(await post()).toMatchObject({ status: 503, title: "unknown_subscription" });
    expect(outcomes[0]?.message).toBe(`unknown_subscription: ${path}: {}`);
  });

  test("a resolver that throws is no answer either", async () => {
    const failure = new Error("no database");
    const { post, outcomes } = startReceiver({ subscriptions: () => Promise.reject(failure) });
    expect(await post()).toMatchObject({ status: 503, title: "resolver_failed" });
    expect(outcomes[0]).toMatchObject({
      message: "resolver_failed: Error: no database",
      error: failure,
    });
  });
});

describe("bodies", () => {
  const stream = (...chunks: string[]) =>
    new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    });

  test.each<[string, string | Uint8Array | ReadableStream, number, string]>([
    ["not JSON", "hello", 400, "bad_json"],
    ["empty", "", 400, "bad_json"],
    ["two roots", `${bodyOf()}{}`, 400, "bad_json"],
    ["a byte order mark", `\ufeff${bodyOf()}`, 400, "bad_json"],
    ["an array", "[]", 400, "bad_json"],
    ["data twice", bodyOf().replace("{", '{"items":[],'), 400, "bad_json"],
    ["50 000 levels", bodyOf({ items: `${"[".repeat(50_000)}${"]".repeat(50_000)}` }), 400, "bad_json"],
    ["no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), 400, "bad_json"],
    ["data that is no object or array", bodyOf({ items: '"1"' }), 400, "malformed"],
    ["over the limit", "x".repeat(1001), 413, "body_too_large"],
    ["over the limit, in pieces", stream(..."x".repeat(1001)), 413, "body_too_large"],
  ])("%s: %s", async (_name, body, status, title) => {
    const { post, handled } = startReceiver({
      maxBytes: body instanceof ReadableStream || String(body).startsWith("x") ? 1000 : 200_000,
    });
    expect(await post(body)).toMatchObject({ status, title });
    expect(handled).toEqual([]);
  });

  test("a stream is left as soon as it is too long", async () => {
    let pulled = 0;
    let left = false;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(100));
      },
      cancel() {
        left = true;
      },
    });
    expect(await startReceiver({ maxBytes: 1000 }).post(endless)).toMatchObject({ status: 413 });
    expect([pulled < 20, left]).toEqual([true, true]);
  });

  test("pieces are put together, cut characters too", async () => {
    const bytes = new TextEncoder().encode(bodyOf({ items: '["ë😀"]' }));
    const pieces = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await startReceiver().post(pieces)).toMatchObject({ status: 200 });
  });

  test("one that breaks off is refused", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
    const { post, outcomes } = startReceiver();
    expect(await post(broken)).toMatchObject({ status: 400, title: "body_incomplete" });
    expect(outcomes[0]?.message).toContain("Error: reset");
  });

  test("one that was read before says what to do, to the sender as well", async () => {
    const { receiver } = startReceiver();
    const request = new Request("https://depot.test/", { method: "POST", body: bodyOf() });
    await request.json();
    const response = await receiver.fetch(request);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      title: "body_already_parsed",
      detail: "body_already_parsed: Pass the request on unread; with Hono, c.req.raw.",
    });
  });

  test.each(["GET", "HEAD", "PUT"])("%s is no delivery", async (method) => {
    const { receiver } = startReceiver();
    const response = await receiver.fetch(new Request("https://depot.test/", { method }));
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("a refusal tells the sender its reason and nothing else", async () => {
    const { post, outcomes } = startReceiver();
    const { text } = await post(bodyOf({ key: "other" }));
    expect(text).toBe('{"status":401,"title":"mismatch"}');
    expect(outcomes[0]?.message).toBe("mismatch: strong");
  });
});

describe("what a handler does", () => {
  test("a throw is 500, printed where nobody listens, and the next copy is handled", async () => {
    const errors = printed("error");
    const failure = new Error("no disk");
    let fail = true;
    const { post, handled } = startReceiver({ onOutcome: undefined }, () => {
      if (fail) throw failure;
    });
    expect(await post()).toMatchObject({ status: 500, text: '{"status":500,"title":"handler_failed"}' });
    expect(errors).toEqual([["handler_failed: Error: no disk", failure]]);
    fail = false;
    expect(await post()).toMatchObject({ status: 200 });
    expect(handled).toHaveLength(2);
  });

  test("none that matches: taken, told, and not remembered", async () => {
    const outcomes: string[] = [];
    const receiver = createReceiver<Parcels>(definition, {
      secrets: secret,
      subscriptions: { [path]: parcel },
      onOutcome: ({ outcome }) => outcomes.push(outcome),
    });
    const send = () =>
      receiver.fetch(new Request(`https://depot.test${path}`, { method: "POST", body: bodyOf() }));
    expect((await send()).status).toBe(200);
    receiver.on("van.*", () => undefined);
    await send();
    receiver.on("parcel.*", () => undefined);
    await send();
    expect(outcomes).toEqual(["unhandled", "unhandled", "handled"]);
  });

  test("a counter that throws changes no answer", async () => {
    const errors = printed("error");
    const { post } = startReceiver({
      onOutcome: () => {
        throw new Error("counter");
      },
    });
    expect(await post()).toMatchObject({ status: 200 });
    expect(errors).toHaveLength(1);
  });
});

test.each<[string, object, string]>([
  ["an empty secret", { secrets: "" }, "The secret is empty or missing."],
  ["no secrets", { secrets: [] }, "The secret is empty or missing."],
  ["no time", { leaseMs: 0 }, "leaseMs is 0, and must be above 0."],
  ["a retention that is no number", { retentionMs: NaN }, "retentionMs is NaN, and must be above 0."],
  ["a size that is no number", { maxBytes: NaN }, "maxBytes is NaN, and must be above 0."],
])("%s is refused when the receiver is made", (_name, options, message) => {
  expect(() => startReceiver(options)).toThrow(message);
});

test.each(["parcel", "", ".sent", "parcel."])('"%s" is no pattern', (pattern) => {
  const { receiver } = startReceiver();
  expect(() => receiver.on(pattern as "*", () => undefined)).toThrow(
    `"${pattern}" is no pattern such as "type.event" or "*".`,
  );
});
