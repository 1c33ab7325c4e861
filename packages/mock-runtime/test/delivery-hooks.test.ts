import { expect, test } from "vitest";
import type { DeliveryHook, HookedDelivery } from "../src/deliveries/hooks.js";
import { startReceiver } from "./harness.js";
import { minute, play, start } from "./playground.js";

const data = { id: "1" };

test("a hook sees each POST before it leaves, retries included, until it is taken away", async () => {
  const { mock, create, upsert, answers, texts } = await play();
  const id = await create();
  await upsert("1");
  const seen: HookedDelivery[] = [];
  const off = mock.onDelivery((delivery) => void seen.push(delivery));
  answers.status = 500;
  await mock.clock.advance("1h");
  answers.status = 204;
  await mock.clock.advance("1m");
  const [delivery] = mock.deliveries;
  const common = {
    id: delivery?.id,
    subscription: id,
    source: "c1",
    objectType: "crm_contact",
    kind: "virtual",
    trigger: "poll",
    batch: delivery?.batch,
    poll: `${id}.1`,
    url: delivery?.url,
    body: texts()[0],
  };
  expect(seen).toMatchObject([
    { ...common, attempt: 1 },
    { ...common, attempt: 2 },
  ]);
  expect(seen[0]?.headers["content-type"]).toBe("application/json");
  off();
  off();
  await upsert("2");
  await mock.clock.advance("1h");
  expect(seen).toHaveLength(2);
  expect(texts()).toHaveLength(3);
});

test("it changes what is sent: headers are added, body and URL replaced; the log has what was sent", async () => {
  const other = await startReceiver();
  const { mock, create, texts } = await play();
  await create();
  mock.onDelivery(async ({ body }, next) => {
    const headers = { "X-Trace": "t1" };
    const answer = await next({ url: other.url, headers, body: body.replace('"id":"1"', '"id":"9"') });
    expect(answer).toMatchObject({ status: 204, body: "" });
  });
  await mock.connection("c1").upsert("crm_contact", data);
  await mock.clock.advance("1h");
  expect(texts()).toEqual([]);
  const [received] = other.received;
  expect(received?.headers).toMatchObject({ "x-trace": "t1", "content-type": "application/json" });
  expect(JSON.parse(received?.text ?? "").data).toEqual([{ id: "9" }]);
  const [delivery] = mock.deliveries;
  expect(delivery?.attempts).toMatchObject([
    { url: other.url, ok: true, request: { body: received?.text, headers: { "x-trace": "t1" } } },
  ]);
  // What a retry or a re-send is made from stays as it was signed.
  expect(delivery?.request.body).toContain('"id":"1"');
});

test("its answer counts in the receiver's place, whether it asked it or not", async () => {
  const { mock, create, upsert, texts } = await play();
  await create();
  await upsert("1");
  let asked = false;
  mock.onDelivery(async (_delivery, next) => {
    if (asked) await next();
    asked = true;
    return { status: 503, headers: { "retry-after": "600" }, body: "busy" };
  });
  await mock.clock.advance("1h");
  expect(texts()).toEqual([]);
  const [delivery] = mock.deliveries;
  expect(delivery?.attempts).toMatchObject([{ status: 503, ok: false, response: { body: "busy" } }]);
  expect(delivery?.nextAttemptAt).toBe(start + 60 * minute + 10 * minute);
  await mock.clock.advance("10m");
  expect(texts()).toHaveLength(1);
  expect(delivery?.attempts).toMatchObject([{ status: 503 }, { status: 503 }]);
});

test("the latest hook comes first and reaches the earlier one by next; next sends once", async () => {
  const { mock, url, texts } = await play();
  const order: string[] = [];
  const named =
    (name: string): DeliveryHook =>
    async ({ headers }, next) => {
      order.push(`${name} ${headers["x-by"] ?? "-"}`);
      await next({ headers: { "x-by": name } });
      await next();
    };
  mock.onDelivery(named("first"));
  mock.onDelivery(named("second"));
  await mock.deliver({ url, data });
  expect(order).toEqual(["second -", "first second"]);
  expect(texts()).toHaveLength(1);
  expect(mock.deliveries.at(-1)?.attempts[0]?.request.headers["x-by"]).toBe("first");
});

test.each<[string, DeliveryHook, string]>([
  [
    "throws",
    () => {
      throw new Error("oh");
    },
    "a hook on deliveries failed: oh",
  ],
  [
    "returns no answer",
    () => ({ status: 42 }),
    'a hook on deliveries failed: it returned {"status":42}. Return { status, headers?, body? } with a status from 100 to 599, or nothing.',
  ],
])("a hook that %s is an attempt that failed, with the reason", async (_name, hook, reason) => {
  const { mock, url, texts } = await play();
  mock.onDelivery(hook);
  const { attempts } = await mock.deliver({ url, data });
  expect(attempts).toMatchObject([{ ok: false, reason }]);
  expect(texts()).toEqual([]);
});

test("next rejects when no answer comes; the attempt keeps the receiver's reason, unless the hook has an answer", async () => {
  const { mock } = await play();
  const url = "http://192.0.2.1/";
  const off = mock.onDelivery(async (_delivery, next) => void (await next()));
  const refused = await mock.deliver({ url, data });
  expect(refused.attempts[0]?.reason).toBe(
    '192.0.2.1 is not this machine. Allow it with allowHosts: ["192.0.2.1"] or --allow-host 192.0.2.1',
  );
  off();
  mock.onDelivery((_delivery, next) => next().catch(() => ({ status: 200 })));
  expect(await mock.deliver({ url, data })).toMatchObject({ status: "delivered" });
});

test("a next that nobody awaits does no harm", async () => {
  const { mock } = await play();
  mock.onDelivery((_delivery, next) => {
    void next();
    return { status: 200 };
  });
  expect(await mock.deliver({ url: "http://192.0.2.1/", data })).toMatchObject({ status: "delivered" });
  // An unhandled rejection would end this run.
  await new Promise((resolve) => setImmediate(resolve));
});

test("a URL that a hook sends to is checked like any other", async () => {
  const { mock, url } = await play();
  mock.onDelivery((_delivery, next) => next({ url: "http://169.254.169.254/latest" }));
  const { attempts } = await mock.deliver({ url, data });
  expect(attempts).toMatchObject([{ ok: false, url: "http://169.254.169.254/latest" }]);
  expect(attempts[0]?.reason).toContain("link-local");
});

test("a fault that keeps a POST from leaving keeps it from hooks; others meet what hooks made of it", async () => {
  const { mock, url, texts } = await play();
  let seen = 0;
  mock.onDelivery((_delivery, next) => {
    seen += 1;
    return next({ body: "{}" });
  });
  mock.faults.add({ on: "delivery", status: 503, times: 1 });
  mock.faults.add({ on: "delivery", malformed: true, times: 1 });
  await mock.deliver({ url, data });
  expect(seen).toBe(0);
  await mock.deliver({ url, data });
  expect(texts()).toEqual(["{}}"]);
});

test("a namespace's hook is its own, and reset takes it away; no function is refused", async () => {
  const { mock, url } = await play();
  let seen = 0;
  mock.namespace("other").onDelivery(() => void (seen += 1));
  await mock.deliver({ url, data });
  mock.onDelivery(() => void (seen += 1));
  await mock.reset();
  await mock.deliver({ url, data });
  expect(seen).toBe(0);
  // What JavaScript users may pass.
  expect(() => mock.onDelivery({} as DeliveryHook)).toThrow(
    "The hook on deliveries is {}. Pass a function (delivery, next) => answer.",
  );
});
