import { describe, expect, test } from "vitest";
import { createCaller } from "../src/caller.js";
import { AbortError } from "../src/errors/abort-error.js";
import { ConnectionError } from "../src/errors/connection-error.js";
import { TimeoutError } from "../src/errors/timeout-error.js";
import type { OperationDefinition } from "../src/definition.js";
import type { CallOptions, ClientOptions } from "../src/options.js";
import type { Failure, Result, Success } from "../src/result.js";
import { sendJson, serve } from "./local-server.js";
import { idempotencyKey } from "../src/serialise/expand.js";
import { inHeader, inQuery } from "../src/transport/auth.js";
import type { Hook } from "../src/transport/hooks.js";
import { createPet, definition, getPet, recordedTiming, removePet, replacePet } from "./pets.js";

type Any = Result<Success | Failure>;

const apiKey = "s3cret-key";

/** A client whose waits are written down instead of waited for. */
function timed(baseUrl: string, options: ClientOptions = {}) {
  const timing = recordedTiming();
  const { $call: call } = createCaller(definition, { baseUrl, apiKey, ...options }, timing);
  return { call, waits: timing.waits };
}

const caught = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "resolved",
    (error: unknown) => error,
  );

describe("what is sent", () => {
  test("key, headers and body; the call's headers go over the client's", async () => {
    const { url, requests } = await serve((response) => sendJson(response, 200, {}));
    const { call } = timed(`${url}/base/`, { headers: { "x-app": "1", "x-trace": "client" } });
    await call(replacePet, { id: "a/b", body: { name: "Rex" } }, { headers: { "X-Trace": "call" } });
    expect(requests).toMatchObject([
      {
        method: "PUT",
        url: "/base/pets/a%2Fb",
        body: '{"name":"Rex"}',
        headers: {
          authorization: `bearer ${apiKey}`,
          "content-type": "application/json",
          accept: "application/json, */*;q=0.8",
          "x-app": "1",
          "x-trace": "call",
        },
      },
    ]);
  });

  test("a bad argument rejects before anything is sent", async () => {
    const { url, requests } = await serve((response) => sendJson(response, 200, {}));
    const { call } = timed(url);
    for (const id of [undefined, "", ".", ".."]) {
      expect(await caught(call(getPet, { id }))).toBeInstanceOf(TypeError);
    }
    expect(await caught(call(getPet, { id: 1 }, { timeout: -1 }))).toBeInstanceOf(TypeError);
    expect(requests).toEqual([]);
  });

  test("without a key none is sent; a function gives it anew for each attempt", async () => {
    const { url, requests } = await serve((response, _request, count) =>
      sendJson(response, count < 3 ? 503 : 200, {}),
    );
    let keys = 0;
    await timed(url, { apiKey: undefined, retries: 0 }).call(getPet, { id: 1 });
    await timed(url, { apiKey: async () => `key-${++keys}` }).call(getPet, { id: 1 });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      "bearer key-1",
      "bearer key-2",
    ]);
  });

  test("hooks stand around every attempt, the first outermost, without the key", async () => {
    const { url, requests } = await serve((response, _request, count) =>
      sendJson(response, count === 1 ? 503 : 200, {}),
    );
    const log: unknown[] = [];
    const hook =
      (name: string): Hook =>
      async (attempt, next) => {
        const { headers, operation, method, url: to } = attempt;
        log.push([name, operation, method, to, attempt.attempt, headers.has("authorization")]);
        headers.append("x-seen", name);
        const response = await next(attempt);
        log.push([name, response.status, headers.has("authorization")]);
        return response;
      };
    const { call } = timed(url, { hooks: [hook("outer"), hook("inner")] });
    await call(getPet, { id: 1 });
    const at = (name: string, attempt: number) => [name, "getPet", "GET", `${url}/pets/1`, attempt, false];
    const attempt = (number: number, status: number) => [
      at("outer", number),
      at("inner", number),
      ["inner", status, false],
      ["outer", status, false],
    ];
    expect(log).toEqual([...attempt(1, 503), ...attempt(2, 200)]);
    expect(requests.map(({ headers }) => headers["x-seen"])).toEqual(["outer, inner", "outer, inner"]);
  });

  test("a hook may answer by itself, send elsewhere and throw", async () => {
    const { url, requests } = await serve((response) => sendJson(response, 200, {}));
    const answering: Hook = async () => Response.json({ by: "hook" });
    expect(await timed(url, { hooks: [answering] }).call(getPet, { id: 1 })).toMatchObject({
      data: { by: "hook" },
    });
    const elsewhere: Hook = (attempt, next) => next({ ...attempt, url: `${url}/elsewhere` });
    await timed("http://127.0.0.1:9", { hooks: [elsewhere] }).call(getPet, { id: 1 });
    expect(requests.map(({ url: at }) => at)).toEqual(["/elsewhere"]);
    const error = new TypeError("no network of mine");
    const throwing: Hook = () => Promise.reject(error);
    expect(await caught(timed(url, { hooks: [throwing] }).call(getPet, { id: 1 }))).toBe(error);
    expect(requests).toHaveLength(1);
  });

  test("after a 401 the function gives the key once more, and the request is sent again, a POST too", async () => {
    const { url, requests } = await serve((response, { headers }) =>
      sendJson(response, headers.authorization === "bearer fresh" ? 201 : 401, {}),
    );
    const asked: boolean[] = [];
    const fresh = async (refused: boolean) => (asked.push(refused), refused ? "fresh" : "stale");
    expect(await timed(url, { apiKey: fresh }).call(createPet, { body: {} })).toMatchObject({ ok: true });
    expect(await timed(url, { apiKey: () => "stale" }).call(createPet, { body: {} })).toMatchObject({
      response: { status: 401 },
    });
    expect(await timed(url, { apiKey: "stale" }).call(createPet, { body: {} })).toMatchObject({
      response: { status: 401 },
    });
    expect([asked, requests.length]).toEqual([[false, true], 5]);
  });
});

describe("retries", () => {
  test("an idempotent request is sent again with the same bytes, after growing waits", async () => {
    const { url, requests } = await serve((response, _request, count) =>
      sendJson(response, count < 3 ? 503 : 201, { count }),
    );
    const { call, waits } = timed(url);
    const result = await call<Any>(replacePet, { id: 1, body: { name: "Réx" } });
    expect(result).toMatchObject({ ok: true, status: 201, data: { count: 3 } });
    expect(requests.map(({ body }) => body)).toEqual(Array(3).fill('{"name":"Réx"}'));
    expect(waits).toEqual([500, 1000]);
  });

  test("the last answer counts when retries run out", async () => {
    const { url, requests } = await serve((response) => response.writeHead(503).end());
    const result = await timed(url, { retries: 1 }).call<Any>(getPet, { id: 1 });
    expect([result.response.status, requests.length]).toEqual([503, 2]);
  });

  test.each([408, 429, 500, 502, 503, 504])(
    "a POST is never sent twice, not after a %i either",
    async (status) => {
      const { url, requests } = await serve((response) =>
        response.writeHead(status, { "retry-after": "0" }).end(),
      );
      await timed(url).call<Any>(createPet, { body: { name: "Rex" } });
      expect(requests).toHaveLength(1);
    },
  );

  test("a POST whose spec names an idempotency header is repeated, with the same key", async () => {
    const { url, requests } = await serve((response, _request, count) => {
      if (count === 1) response.destroy();
      else sendJson(response, count === 2 ? 503 : 201, {});
    });
    const keyed: OperationDefinition = { ...createPet, others: { key: [idempotencyKey, "Idempotency-Key"] } };
    expect(await timed(url).call<Any>(keyed, { body: {} })).toMatchObject({ ok: true });
    const keys = requests.map(({ headers }) => headers["idempotency-key"]);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
  });

  test("calls that fail one after the other use up the budget; successes earn it back", async () => {
    let down = true;
    const { url, requests } = await serve((response) => sendJson(response, down ? 503 : 200, {}));
    const { call } = timed(url, { retries: 2, retryBudget: 3 });
    const sent = async () => {
      const before = requests.length;
      await call<Any>(getPet, { id: 1 });
      return requests.length - before;
    };
    expect([await sent(), await sent(), await sent()]).toEqual([3, 2, 1]);
    // a failure earns nothing, however often it comes
    for (let count = 0; count < 12; count++) expect(await sent()).toBe(1);
    down = false;
    for (let count = 0; count < 12; count++) await sent();
    down = true;
    expect(await sent()).toBe(2);
  });

  test("a wait that would go past the total time is not begun: the answer at hand counts", async () => {
    const { url, requests } = await serve((response) =>
      response.writeHead(503, { "retry-after": "7" }).end(),
    );
    const { call, waits } = timed(url, { totalTimeout: 7000 });
    await call<Any>(getPet, { id: 1 });
    await call<Any>(getPet, { id: 1 }, { totalTimeout: 7001, retries: 1 });
    expect([requests.length, waits]).toEqual([3, [7000]]);
  });

  test("a reset connection and a body that breaks off are tried again", async () => {
    const { url, requests } = await serve((response, _request, count) => {
      if (count === 1) response.destroy();
      else if (count === 2)
        response.writeHead(200, { "content-length": "99" }).write('{"half":', () => response.destroy());
      else sendJson(response, 200, { whole: true });
    });
    const result = await timed(url).call<Any>(getPet, { id: 1 });
    expect([result, requests.length]).toMatchObject([{ ok: true, data: { whole: true } }, 3]);
  });
});

describe("no answer", () => {
  test("ConnectionError names method, URL, attempt and the innermost reason, never the key", async () => {
    const { url } = await serve((response) => response.destroy());
    const inUrl = { ...definition, auth: { key: [inQuery, "key"] } } as const;
    const { $call } = createCaller(inUrl, { baseUrl: url, apiKey, retries: 1 }, recordedTiming());
    const error = await caught($call(getPet, { id: 1, tags: "a" }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      request: { operation: "getPet", method: "GET", url: `${url}/pets/1?tags=a` },
    });
    expect(String(error)).toBe(
      `ConnectionError: GET ${url}/pets/1?tags=a got no complete answer, attempt 2: other side closed`,
    );
  });

  test("a POST is not sent twice after a network error", async () => {
    const { url, requests } = await serve((response) => response.destroy());
    expect(await caught(timed(url).call(createPet, { body: {} }))).toBeInstanceOf(ConnectionError);
    expect(requests).toHaveLength(1);
  });

  test("TimeoutError covers an answer that never starts, and one that never ends", async () => {
    const { url, requests } = await serve((response, _request, count) => {
      if (count === 2) response.writeHead(200).write("{");
    });
    const error = await caught(timed(url, { timeout: 60, retries: 1 }).call(removePet, { id: 1 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(requests).toHaveLength(2);
    expect(String(error)).toBe(`TimeoutError: DELETE ${url}/pets/1 was not answered within 60 ms, attempt 2`);
  });

  test("the total time ends a call whatever its attempts may take", async () => {
    const { url, requests } = await serve(() => {});
    const { $call } = createCaller(definition, { baseUrl: url, totalTimeout: 80, retries: 5 });
    expect(await caught($call(getPet, { id: 1 }))).toBeInstanceOf(TimeoutError);
    expect(requests).toHaveLength(1);
  });

  test("the deadline holds for an injected fetch that ignores its signal", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch: typeof globalThis.fetch = (_url, init) => {
      signals.push(init?.signal);
      return new Promise(() => {});
    };
    const { call } = timed("http://a", { fetch, retries: 0 });
    expect(await caught(call(getPet, { id: 1 }, { timeout: 20 }))).toBeInstanceOf(TimeoutError);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});

describe("the caller's abort", () => {
  const reason = new Error("user left");
  const abort = (when: (controller: AbortController) => void): CallOptions => {
    const controller = new AbortController();
    when(controller);
    return { signal: controller.signal };
  };

  test("before: nothing is sent", async () => {
    const { url, requests } = await serve((response) => sendJson(response, 200, {}));
    expect(
      await caught(
        timed(url).call(
          getPet,
          { id: 1 },
          abort((controller) => controller.abort(reason)),
        ),
      ),
    ).toMatchObject({ name: "AbortError", cause: reason });
    expect(requests).toEqual([]);
  });

  test.each([0, 2])(
    "during an attempt, with %s retries: rejected with the reason, not repeated",
    async (retries) => {
      const controller = new AbortController();
      const { url, requests } = await serve(() => controller.abort(reason));
      expect(
        await caught(timed(url, { retries }).call(getPet, { id: 1 }, { signal: controller.signal })),
      ).toMatchObject({ name: "AbortError", cause: reason });
      expect(requests).toHaveLength(1);
    },
  );

  test("during the wait before a retry", async () => {
    const { url, requests } = await serve((response) =>
      response.writeHead(503, { "retry-after": "60" }).end(),
    );
    const { $call: call } = createCaller(definition, { baseUrl: url });
    const started = Date.now();
    expect(
      await caught(
        call(
          getPet,
          { id: 1 },
          abort((controller) => setTimeout(() => controller.abort(reason), 100)),
        ),
      ),
    ).toBeInstanceOf(AbortError);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(requests).toHaveLength(1);
  });
});

describe("redirects", () => {
  test.each([301, 302, 303, 307, 308])(
    "a %s is not followed, so the key reaches no other origin",
    async (status) => {
      const other = await serve((response) => sendJson(response, 200, {}));
      const { url } = await serve((response) =>
        response.writeHead(status, { location: `${other.url}/moved?key=${apiKey}` }).end(),
      );
      const result = await timed(url).call<Any>(getPet, { id: 1 });
      expect(other.requests).toEqual([]);
      expect(result).toMatchObject({
        ok: false,
        status: "unexpected",
        error: {
          type: "about:blank",
          title: "Redirect not followed",
          status,
          detail: `The server redirects to ${other.url}/moved. Pass the final address as baseUrl.`,
        },
      });
    },
  );
});

test("an operation is sent with the keys of the schemes that it names, and with no other", async () => {
  const { url, requests } = await serve((response) => sendJson(response, 200, {}));
  const auth = { token: [inHeader, "authorization", "bearer "], key: [inQuery, "key"] } as const;
  const { $call } = createCaller(
    { ...definition, auth },
    { baseUrl: url, apiKey: { token: "t", key: () => "k" } },
  );
  for (const wanted of [undefined, "", "key", "token+key"])
    await $call({ ...getPet, ...(wanted === undefined ? {} : { auth: wanted }) }, { id: 1 });
  expect(requests.map(({ url: path, headers }) => [path, headers.authorization])).toEqual([
    ["/pets/1", "bearer t"],
    ["/pets/1", undefined],
    ["/pets/1?key=k", undefined],
    ["/pets/1?key=k", "bearer t"],
  ]);
});

test("the key in a query reaches the server, and neither result nor response shows it", async () => {
  const { url, requests } = await serve((response) => sendJson(response, 200, {}));
  const { $call } = createCaller(
    { ...definition, auth: { key: [inQuery, "key"] } },
    { baseUrl: url, apiKey },
  );
  const result = await $call<Any>(getPet, { id: 1, tags: "a b" });
  expect(requests[0]?.url).toBe(`/pets/1?tags=a%20b&key=${apiKey}`);
  expect([result.request.url, result.response.url]).toEqual(Array(2).fill(`${url}/pets/1?tags=a%20b`));
});
