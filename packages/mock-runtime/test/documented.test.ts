import { expect, test } from "vitest";
import { newWebhook, startMock } from "./harness.js";
import { weatherDefinition } from "./weather-definition.js";

const start = (options = {}) => startMock({ seed: 7, ...options }, weatherDefinition);

test("without state the first example is the answer", async () => {
  const { call } = await start();
  const answer = await call("GET", "/forecast/oslo");
  expect(answer.body).toEqual({ sky: "clear", degrees: 25 });
  expect(answer.headers.get("preference-applied")).toBeNull();
  expect((await call("GET", "/bulletin")).text).toBe("Fair.");
});

test("without an example, data are made from the schema: the same for the same request and seed", async () => {
  const [one, other] = await Promise.all([start(), start()]);
  const path = "/records/oslo?key=k";
  const first = await one.call("GET", path);
  expect(first.body).toEqual([
    {
      sky: expect.stringMatching(/^(clear|rain|snow)$/),
      degrees: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      station: { name: expect.any(String) },
    },
    expect.anything(),
  ]);
  expect((await one.call("GET", path)).text).toBe(first.text);
  expect((await other.call("GET", path)).text).toBe(first.text);
  expect((await one.call("GET", "/records/rome?key=k")).text).not.toBe(first.text);
});

test("with neither, a 501 says what to add to the spec", async () => {
  const { call } = await start();
  const { status, body } = await call("GET", "/mystery");
  expect(status).toBe(501);
  expect(body.detail).toBe(
    'getMystery has no state to act on and no example to answer with. Add responses."200".content."application/json".example to the spec. A schema does as well.',
  );
});

test.each([
  ["code=404", 404, { status: 404, title: "No such city" }, "code=404"],
  ["code=503", 503, { reason: "storm" }, "code=503"],
  ["example=sunny", 200, { sky: "clear", degrees: 25 }, "example=sunny"],
  ['example="wet, cold", code=200', 200, { sky: "rain", degrees: 4 }, 'code=200, example="wet, cold"'],
])("Prefer: %s", async (prefer, status, body, applied) => {
  const { call } = await start();
  const answer = await call("GET", "/forecast/oslo", undefined, { prefer });
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual(body);
  expect(answer.headers.get("preference-applied")).toBe(applied);
});

test("Prefer: dynamic=true gives other data each time, the same series for the same seed", async () => {
  const series = async () => {
    const { call } = await start();
    const texts: string[] = [];
    for (let at = 0; at < 3; at++)
      texts.push((await call("GET", "/forecast/oslo", undefined, { prefer: "dynamic=true" })).text);
    return texts;
  };
  const first = await series();
  expect(new Set(first).size).toBe(3);
  expect(await series()).toEqual(first);
});

test.each([
  ["code=418", "getForecast documents no response 418. Prefer one of 200, 404, 5XX."],
  ["code=soon", "getForecast documents no response soon. Prefer one of 200, 404, 5XX."],
  [
    "example=windy",
    'getForecast has no example "windy" of 200. Its examples are "sunny", "wet, cold", "wrong".',
  ],
  ["code=500, example=windy", 'getForecast has no example "windy" of 500. It has no examples.'],
  [
    "example=__proto__",
    'getForecast has no example "__proto__" of 200. Its examples are "sunny", "wet, cold", "wrong".',
  ],
])("Prefer: %s is a 400 that names what there is", async (prefer, detail) => {
  const { call } = await start();
  const { status, body } = await call("GET", "/forecast/oslo", undefined, { prefer });
  expect(status).toBe(400);
  expect(body.detail).toBe(detail);
});

test("Prefer on an operation with state changes nothing, and its usual code is its usual answer", async () => {
  const { call } = await startMock();
  const created = await call("POST", "/unified/webhook", newWebhook(), { prefer: "code=200" });
  expect(created.status).toBe(200);
  const refused = await call("POST", "/unified/webhook", newWebhook(), { prefer: "code=404" });
  expect(refused.status).toBe(400);
  expect((await call("GET", "/unified/webhook")).body).toHaveLength(1);
});

test("Prefer needs a key and good parameters like any request; other preferences are ignored", async () => {
  const { call } = await start();
  expect((await call("GET", "/records/oslo", undefined, { prefer: "code=200" })).status).toBe(401);
  const answer = await call("GET", "/forecast/oslo", undefined, { prefer: "return=minimal, wait=10" });
  expect(answer.body).toEqual({ sky: "clear", degrees: 25 });
});

test("the mock may not lie: an example that does not fit its schema is a 500 that says so", async () => {
  const prefer = "example=wrong";
  const { call } = await start();
  const { status, body } = await call("GET", "/forecast/oslo", undefined, { prefer });
  expect(status).toBe(500);
  expect(body.detail).toBe(
    "getForecast would have answered 200 with a body that does not fit its schema: /degrees: This member is required and missing. Correct the override, the example or the spec; checkResponses: false lets it pass.",
  );
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(["/degrees", "/sky"]);
  const trusting = await start({ checkResponses: false });
  expect((await trusting.call("GET", "/forecast/oslo", undefined, { prefer })).body).toEqual({ sky: 5 });
});
