import { expect as jestExpect } from "expect";
import { afterAll, expect, expectTypeOf, inject } from "vitest";
import { createMock, type Mock } from "../src/mock.js";
import type { MockOptions } from "../src/options.js";
import { createMockTest, matchers, type MockMatchers } from "../src/vitest.js";
import { newWebhook, startReceiver } from "./harness.js";
import { webhookDefinition, type WebhookChange } from "./webhook-definition.js";

const made: Mock<WebhookChange>[] = [];
const create = (options: MockOptions) => {
  const mock = createMock<WebhookChange>(webhookDefinition, options);
  made.push(mock);
  return mock;
};
const test = createMockTest(create, webhookDefinition, { seed: 1 });
const headers = { authorization: "bearer test", "content-type": "application/json" };
const path = "/unified/webhook";

async function subscribe(mock: Mock<WebhookChange>, hook_url: string): Promise<void> {
  await mock.fetch(path, { method: "POST", headers, body: JSON.stringify(newWebhook({ hook_url })) });
}

test("each test has a mock of its own", async ({ mock }) => {
  await subscribe(mock, "http://127.0.0.1:9/");
  expect(await (await mock.fetch(path, { headers })).json()).toHaveLength(1);
});

test("… so this one is empty", async ({ mock }) => {
  expect(await (await mock.fetch(path, { headers })).json()).toEqual([]);
});

const lenient = test.extend({ mockOptions: { lenient: true } });

lenient("options can be changed for some tests", async ({ mock }) => {
  const body = JSON.stringify(newWebhook({ object_type: "tomorrow" }));
  expect((await mock.fetch(path, { method: "POST", headers, body })).status).toBe(200);
});

test("a test that asks for no mock gets none", () => {
  expect(made).toHaveLength(3);
});

afterAll(async () => {
  for (const mock of made) await expect(mock.listen()).rejects.toThrow("This mock is closed.");
});

test("toHaveRequested waits for requests and says what came instead", async ({ mock }) => {
  const late = new Promise((resolve) => setTimeout(resolve, 20)).then(() => mock.fetch(path, { headers }));
  await expect(mock).toHaveRequested({ operation: "listUnifiedWebhooks", status: 200 });
  await late;
  await expect(mock).not.toHaveRequested({ method: "DELETE" });
  await expect(expect(mock).toHaveRequested({ method: "DELETE" }, { timeout: 10 })).rejects.toThrow(
    `Waited 10 ms for 1 request fitting {"method":"DELETE"}, got 0. All that was seen:\n  GET ${path} 200`,
  );
  await expect(expect(mock).not.toHaveRequested({ method: "GET" })).rejects.toThrow(
    'Expected no request fitting {"method":"GET"}, found 1:\n  {"id":1,',
  );
});

test("toHaveDelivered means acknowledged deliveries", async ({ mock }) => {
  const { url } = await startReceiver();
  await subscribe(mock, url);
  await expect(mock).not.toHaveDelivered();
  const change = { connection_id: "c1", object_type: "crm_contact", event: "updated", data: { id: "1" } };
  const emitted = mock.emit(change as WebhookChange);
  await expect(mock).toHaveDelivered({ url });
  await expect(mock).toHaveDelivered(({ attempted }) => attempted === 1);
  await emitted;
  await expect(expect(mock).toHaveDelivered({ url }, { count: 2, timeout: 10 })).rejects.toThrow(
    'Waited 10 ms for 2 deliveries fitting {"status":"delivered"',
  );
});

test("the matchers are jest's as well", async ({ mock }) => {
  jestExpect.extend(matchers);
  const jest = (value: unknown) => jestExpect(value) as unknown as MockMatchers & { not: MockMatchers };
  await mock.fetch(path, { headers });
  await jest(mock).toHaveRequested({ status: 200 });
  await jest(mock).not.toHaveRequested({ status: 404 });
  await expect(jest(mock).toHaveRequested({ status: 404 }, { timeout: 5 })).rejects.toThrow(
    "Waited 5 ms for 1 request",
  );
  await expect(jest({}).toHaveRequested()).rejects.toThrow(
    "toHaveRequested got {}. Pass it a mock server: expect(mock).toHaveRequested(…).",
  );
});

test("the URL that a global set-up provides is typed", () => {
  expectTypeOf(inject("hookspec:webhook")).toEqualTypeOf<string>();
});
