import { describe, expect, test } from "vitest";
import { createCaller, createTimedCaller } from "../src/caller.js";
import { NetworkError } from "../src/errors/network-error.js";
import { TimeoutError } from "../src/errors/timeout-error.js";
import type { CallOptions, ClientOptions } from "../src/options.js";
import type { Failure, Result, Success } from "../src/result.js";
import { sendJson, serve } from "./local-server.js";
import { createPet, definition, getPet, query, recordedTiming, removePet, replacePet } from "./pets.js";

type Any = Result<Success | Failure>;

const apiKey = "s3cret-key";

/** A client whose waits are written down instead of waited for. */
function timed(baseUrl: string, options: ClientOptions = {}) {
  const timing = recordedTiming();
  const call = createTimedCaller(definition, { baseUrl, apiKey, ...options }, timing);
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

  test("hooks see every attempt, without the key, and may add headers", async () => {
    const { url, requests } = await serve((response, _request, count) =>
      sendJson(response, count === 1 ? 503 : 200, {}),
    );
    const log: unknown[] = [];
    const { call } = timed(url, {
      onRequest: ({ headers, ...event }) => {
        log.push([event, headers.has("authorization")]);
        headers.set("x-attempt", String(event.attempt));
      },
      onResponse: ({ attempt, status, headers }) =>
        void log.push([attempt, status, headers.get("content-type")]),
    });
    await call(getPet, { id: 1 });
    const event = { operation: "getPet", method: "GET", url: `${url}/pets/1` };
    expect(log).toEqual([
      [{ ...event, attempt: 1 }, false],
      [1, 503, "application/json"],
      [{ ...event, attempt: 2 }, false],
      [2, 200, "application/json"],
    ]);
    expect(requests.map(({ headers }) => headers["x-attempt"])).toEqual(["1", "2"]);
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
    expect([result.status, requests.length]).toEqual([503, 2]);
  });

  test("a POST is repeated after 429 only, when the server asks", async () => {
    const { url, requests } = await serve((response, _request, count) =>
      count === 1 ? response.writeHead(429, { "retry-after": "7" }).end() : response.writeHead(503).end(),
    );
    const { call, waits } = timed(url);
    const result = await call<Any>(createPet, { body: { name: "Rex" } });
    expect([result.status, requests.length, waits]).toEqual([503, 2, [7000]]);
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
  test("NetworkError names method, URL, attempts and the innermost reason, never the key", async () => {
    const { url } = await serve((response) => response.destroy());
    const inQuery = { ...definition, auth: { in: "query", name: "key" } } as const;
    const call = createTimedCaller(inQuery, { baseUrl: url, apiKey, retries: 1 }, recordedTiming());
    const error = await caught(call(getPet, { id: 1, tags: "a" }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({
      operation: "getPet",
      method: "GET",
      url: `${url}/pets/1?tags=a`,
      attempts: 2,
    });
    expect(String(error)).toBe(
      `NetworkError: getPet failed: GET ${url}/pets/1?tags=a got no answer in 2 attempts: other side closed. ` +
        "Check the address and the network; what the request asked for may have been done all the same.",
    );
  });

  test("a POST is not sent twice after a network error", async () => {
    const { url, requests } = await serve((response) => response.destroy());
    expect(await caught(timed(url).call(createPet, { body: {} }))).toMatchObject({
      name: "NetworkError",
      attempts: 1,
    });
    expect(requests).toHaveLength(1);
  });

  test("TimeoutError covers an answer that never starts, and one that never ends", async () => {
    const { url, requests } = await serve((response, _request, count) => {
      if (count === 2) response.writeHead(200).write("{");
    });
    const error = await caught(timed(url, { timeout: 60, retries: 1 }).call(removePet, { id: 1 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(requests).toHaveLength(2);
    expect(String(error)).toBe(
      `TimeoutError: removePet failed: DELETE ${url}/pets/1 was not answered within 60 ms (2 attempts). ` +
        "Raise the option timeout if the server needs longer; what the request asked for may have been done all the same.",
    );
    expect(error).toMatchObject({ timeout: 60, attempts: 2, cause: { name: "TimeoutError" } });
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
    ).toBe(reason);
    expect(requests).toEqual([]);
  });

  test.each([0, 2])(
    "during an attempt, with %s retries: rejected with the reason, not repeated",
    async (retries) => {
      const controller = new AbortController();
      const { url, requests } = await serve(() => controller.abort(reason));
      expect(
        await caught(timed(url, { retries }).call(getPet, { id: 1 }, { signal: controller.signal })),
      ).toBe(reason);
      expect(requests).toHaveLength(1);
    },
  );

  test("during the wait before a retry", async () => {
    const { url, requests } = await serve((response) =>
      response.writeHead(503, { "retry-after": "60" }).end(),
    );
    const call = createCaller(definition, { baseUrl: url });
    const started = Date.now();
    expect(
      await caught(
        call(
          getPet,
          { id: 1 },
          abort((controller) => setTimeout(() => controller.abort(reason), 100)),
        ),
      ),
    ).toBe(reason);
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
        status,
        error: {
          type: "about:blank",
          title: "Redirect not followed",
          status,
          detail:
            `The server redirects to ${other.url}/moved. Redirects are not followed, so that the API key reaches no other server. ` +
            "Pass the final address as baseUrl.",
        },
      });
    },
  );
});

test("the key in a query reaches the server, and neither result nor response shows it", async () => {
  const { url, requests } = await serve((response) => sendJson(response, 200, {}));
  const call = createCaller({ ...definition, auth: { in: "query", name: "key" } }, { baseUrl: url, apiKey });
  const result = await call<Any>(
    { ...getPet, parameters: [...getPet.parameters, query("q")] },
    { id: 1, q: "a b" },
  );
  expect(requests[0]?.url).toBe(`/pets/1?q=a%20b&key=${apiKey}`);
  expect([result.request.url, result.response.url]).toEqual(Array(2).fill(`${url}/pets/1?q=a%20b`));
});
