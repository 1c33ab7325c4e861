import { expect, expectTypeOf, test } from "vitest";
import { createMock } from "../src/mock.js";
import type { OperationMap, Override } from "../src/overrides.js";
import { newWebhook, startMock } from "./harness.js";
import { validatorOf } from "./schema-validator.js";
import { weatherDefinition } from "./weather-definition.js";
import { webhookDefinition } from "./webhook-definition.js";

const path = "/unified/webhook";

test("an override answers in the operation's place until it is taken away", async () => {
  const { mock, call } = await startMock();
  const off = mock.on("listUnifiedWebhooks", () => ({
    body: [{ id: "mine" }],
    headers: { "X-From": "override" },
  }));
  const answer = await call("GET", path);
  expect([answer.status, answer.body, answer.headers.get("x-from")]).toEqual([
    200,
    [{ id: "mine" }],
    "override",
  ]);
  off();
  off();
  expect((await call("GET", path)).body).toEqual([]);
});

test("it gets a request that is authenticated, checked and parsed", async () => {
  const { mock, call } = await startMock();
  const seen: unknown[] = [];
  mock.on("createUnifiedWebhookForConnection", (request) => void seen.push(request));
  const body = { hook_url: "http://127.0.0.1:9/" };
  await call("POST", `${path}/c%201/crm_deal?events=created&events=updated`, body);
  expect(seen).toEqual([
    {
      operation: "createUnifiedWebhookForConnection",
      method: "POST",
      path: `${path}/c%201/crm_deal?events=created&events=updated`,
      headers: expect.objectContaining({ "content-type": "application/json" }),
      parameters: {
        path: { connection_id: "c 1", object: "crm_deal" },
        query: { events: ["created", "updated"] },
        header: {},
        cookie: {},
      },
      body,
    },
  ]);
  await call("POST", `${path}/c1/crm_deal?events=never`, body);
  await call("POST", `${path}/c1/crm_deal`, "{");
  await call("POST", `${path}/c1/crm_deal`, body, { authorization: "" });
  expect(seen).toHaveLength(1);
});

test("a partial body is completed by what the mock answers, which it does then", async () => {
  const { mock, call } = await startMock();
  mock.on("createUnifiedWebhook", () => ({ body: { environment: "Sandbox", fields: null } }));
  const { body } = await call("POST", path, newWebhook({ fields: "id,name" }));
  expect(body).toMatchObject({ environment: "Sandbox", connection_id: "c1", interval: 60 });
  expect(body).not.toHaveProperty("fields");
  expect((await call("GET", path)).body).toHaveLength(1);
});

test("next runs the mock's own answer once, however often it is called", async () => {
  const { mock, call } = await startMock();
  mock.on("createUnifiedWebhook", async (_request, next) => {
    const [first, second] = [await next(), await next()];
    expect(second).toEqual(first);
    return { status: 201, body: first.body };
  });
  const { status, body } = await call("POST", path, newWebhook());
  expect([status, body.connection_id]).toEqual([201, "c1"]);
  expect((await call("GET", path)).body).toHaveLength(1);
});

test("next gives refusals as answers, and one that nobody awaits does no harm", async () => {
  const { mock, call } = await startMock();
  mock.on("getUnifiedWebhook", async (_request, next) => {
    const { status, body } = await next();
    expect([status, body]).toEqual([404, expect.objectContaining({ title: "Not Found" })]);
    return undefined;
  });
  expect((await call("GET", `${path}/none`)).status).toBe(404);
  mock.on("getUnifiedWebhook", (_request, next) => {
    void next();
    return { status: 503 };
  });
  expect((await call("GET", `${path}/none`)).status).toBe(503);
});

test("the latest override comes first and reaches the earlier one by next", async () => {
  const { mock, call } = await startMock();
  mock.on("listUnifiedWebhooks", () => ({ body: ["first"] }));
  using second = mock.on("listUnifiedWebhooks", async (_request, next) => {
    const { body } = await next();
    return { body: [...(body as unknown[]), "second"] };
  });
  expect((await call("GET", path)).body).toEqual(["first", "second"]);
  second();
  expect((await call("GET", path)).body).toEqual(["first"]);
});

test("another status is completed from the spec: an example, data from the schema, or a plain problem", async () => {
  const { mock, call } = await startMock({}, weatherDefinition);
  const answers = [
    { status: 404 },
    { status: 503, body: { since: "noon" } },
    { status: 418 },
    { status: 204 },
  ];
  mock.on("getForecast", () => answers.shift());
  const get = () => call("GET", "/forecast/oslo");
  expect((await get()).body).toEqual({ status: 404, title: "No such city" });
  expect(await get()).toMatchObject({ status: 503, body: { reason: "storm", since: "noon" } });
  expect(await get()).toMatchObject({ status: 418, body: { title: "I'm a Teapot", status: 418 } });
  expect(await get()).toMatchObject({ status: 204, text: "" });
});

test("where the mock would refuse, a body alone means a success", async () => {
  const { mock, call } = await startMock();
  mock.on("getUnifiedWebhook", ({ parameters }) => ({ body: { id: String(parameters.path["id"]) } }));
  const { status, body } = await call("GET", `${path}/mine`);
  expect([status, body]).toEqual([200, { id: "mine" }]);
});

test.each<[string, Override<OperationMap[string]>, string]>([
  [
    "throws",
    () => Promise.reject(new Error("oops")),
    "The override of listUnifiedWebhooks failed: Error: oops",
  ],
  [
    "returns a Response",
    () => new Response() as object,
    "The override of listUnifiedWebhooks returned a Response. Return { status?, headers?, body? }, or nothing",
  ],
  ["returns a list", () => [] as object, "returned []. Return"],
  ["misspells", () => ({ statsu: 404 }) as object, 'returned an object with "statsu". Return'],
  ["gives no status", () => ({ status: 99 }), "returned the status 99, which is none from 200 to 599."],
  [
    "gives no headers",
    () => ({ headers: { a: 1 } }) as object,
    'returned the headers {"a":1}, which are not all text.',
  ],
])("an override that %s is a 500 that says so", async (_name, override, detail) => {
  const { mock, call } = await startMock();
  mock.on("listUnifiedWebhooks", override);
  const { status, body } = await call("GET", path);
  expect(status).toBe(500);
  expect(body.detail).toContain(detail);
});

test("the mock may not lie: an override that does not fit the spec is a 500 naming what is wrong", async () => {
  const { Webhook } = webhookDefinition.resources;
  if (Webhook === undefined) throw new Error("The definition of these tests lacks its resource.");
  const validate = validatorOf({
    type: "object",
    properties: { interval: { type: "number" } },
    required: ["id"],
  });
  const definition = { ...webhookDefinition, resources: { Webhook: { ...Webhook, validate } } };
  const { mock, call } = await startMock({}, definition);
  mock.on("listUnifiedWebhooks", () => ({ body: [{ id: "1", interval: 5 }, { interval: "often" }] }));
  const { status, body } = await call("GET", path);
  expect(status).toBe(500);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(["/1/id", "/1/interval"]);
  expect((await call("POST", path, newWebhook())).status).toBe(200);
});

test("an operation that the API does not have is refused, and so is no function", async () => {
  const { mock } = await startMock();
  expect(() => mock.on("listWebhooks", () => ({}))).toThrow(
    'There is no operation "listWebhooks" to override. There are listUnifiedWebhooks, ',
  );
  // What JavaScript users may pass.
  expect(() => mock.on("listUnifiedWebhooks", {} as () => undefined)).toThrow(
    "The override of listUnifiedWebhooks is {}. Pass a function (request, next) => answer.",
  );
});

test("reset takes overrides away", async () => {
  const { mock, call } = await startMock();
  mock.on("listUnifiedWebhooks", () => ({ body: ["mine"] }));
  await mock.reset();
  expect((await call("GET", path)).body).toEqual([]);
});

test("operations are typed by the map of the generated package", () => {
  interface Operations {
    getForecast: {
      parameters: { path: { city: string } };
      body: undefined;
      response: { sky: "clear" | "rain"; station: { name: string; floors: number } };
    };
  }
  const mock = createMock<object, Operations>(weatherDefinition);
  mock.on("getForecast", async ({ parameters }, next) => {
    expectTypeOf(parameters.path.city).toBeString();
    expectTypeOf((await next()).body.sky).toEqualTypeOf<"clear" | "rain">();
    return { body: { sky: "rain", station: { floors: null } } };
  });
  // @ts-expect-error: the API has no such weather.
  mock.on("getForecast", () => ({ body: { sky: "frogs" } }));
  // @ts-expect-error: the API has no such operation.
  expect(() => mock.on("getForecasts", () => undefined)).toThrow();
});
