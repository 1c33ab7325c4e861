import { expect, test } from "vitest";
import { createVirtualClock } from "../src/clock/virtual.js";
import { startMock } from "./harness.js";

const path = "/unified/webhook";
const fields = (headers: Headers) =>
  ["retry-after", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"].map((name) =>
    headers.get(name),
  );

test("a key's requests are counted in windows of the mock's clock; the one too many is a 429", async () => {
  const clock = createVirtualClock(0);
  const { call } = await startMock({ clock, rateLimit: { limit: 2, window: "1m" } });
  expect(fields((await call("GET", path)).headers)).toEqual([null, "2", "1", "60"]);
  clock.moveTo(20_500);
  expect(fields((await call("GET", path)).headers)).toEqual([null, "2", "0", "40"]);
  const refused = await call("GET", path);
  expect(refused.status).toBe(429);
  expect(refused.body.title).toBe("Too Many Requests");
  expect(refused.body.detail).toBe(
    "This key has sent 2 requests, which is the limit of 60 s. Try again in 40 s.",
  );
  expect(fields(refused.headers)).toEqual(["40", "2", "0", "40"]);
  expect((await call("GET", path, undefined, { authorization: "bearer other" })).status).toBe(200);
  clock.moveTo(60_000);
  expect((await call("GET", path)).status).toBe(200);
});

test("a refused request still says how many are left", async () => {
  const { call } = await startMock({ rateLimit: { limit: 5, window: "1m" } });
  const missing = await call("GET", `${path}/none`);
  expect([missing.status, missing.headers.get("ratelimit-remaining")]).toEqual([404, "4"]);
});

test.each([
  [{ limit: 0, window: "1m" }, "rateLimit.limit is 0. Pass a whole number from 1."],
  [{ limit: 1, window: 0 }, 'rateLimit.window is 0. Pass a span such as "1m".'],
  [{ limit: 1, window: "soon" }, '"soon" is not a duration.'],
])("a limit that cannot be meant is refused", async (rateLimit, message) => {
  await expect(startMock({ rateLimit })).rejects.toThrow(message);
});
