import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createStandardWebhookVerifier, type StandardWebhookOptions } from "./verify-standard-webhook.js";

// What the libraries of Standard Webhooks publish and test each other with.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const body = '{"test": 2432232314}';
const headers = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const at = (seconds: number) => () => seconds * 1000;
const check = (
  given: Record<string, string | undefined> = headers,
  options: Partial<StandardWebhookOptions> = {},
  text = body,
) => createStandardWebhookVerifier({ secret, now: at(1614265330), ...options })(given, text);

test("the published vector is accepted", async () => {
  expect(await check()).toEqual({
    ok: true,
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: 1614265330,
    secretIndex: 0,
  });
});

test("a second secret, and a second signature among versions that are not known", async () => {
  const other = createHmac("sha256", "old").update(`m.1614265330.${body}`).digest("base64");
  const given = {
    ...headers,
    "webhook-id": "m",
    "webhook-signature": `v1a,${other} v1,AAAA v1,${other}`,
  };
  expect(await check(given, { secret: [secret, "old"] })).toMatchObject({ ok: true, secretIndex: 1 });
  expect(
    await check({ ...given, "webhook-signature": `v2,${other}` }, { secret: [secret, "old"] }),
  ).toMatchObject({ reason: "bad-signature" });
});

describe("the timestamp may be as far from now as the tolerance, either way", () => {
  test.each([
    [300, undefined],
    [301, "too-old"],
    [-300, undefined],
    [-301, "too-new"],
  ])("%i s ago", async (seconds, reason) => {
    const checked = await check(headers, { now: at(1614265330 + seconds) });
    expect(checked.ok ? undefined : checked.reason).toBe(reason);
  });

  test("the tolerance is the caller's", async () => {
    const checked = await check(headers, { now: at(1614265342), toleranceSeconds: 10 });
    expect(checked).toMatchObject({ reason: "too-old" });
    expect(checked).toHaveProperty(
      "message",
      "The delivery was sent 12 s ago, by its webhook-timestamp. Accepted: 10 s either way. Is this machine's clock right?",
    );
  });
});

test.each([
  ["no signature", { ...headers, "webhook-signature": undefined }, "missing-signature"],
  ["no headers", {}, "missing-signature"],
  ["an empty id", { ...headers, "webhook-id": "" }, "malformed-signature"],
  ["a timestamp in words", { ...headers, "webhook-timestamp": "now" }, "malformed-signature"],
  ["another id", { ...headers, "webhook-id": "msg" }, "bad-signature"],
  ["another timestamp", { ...headers, "webhook-timestamp": "1614265331" }, "bad-signature"],
  ["an empty signature", { ...headers, "webhook-signature": "v1," }, "bad-signature"],
])("%s is refused", async (_name, given, reason) => {
  expect(await check(given)).toMatchObject({ ok: false, reason });
});

test("another body is refused", async () => {
  expect(await check(headers, {}, '{"test":2432232314}')).toMatchObject({ reason: "bad-signature" });
});

test.each([
  ["", "The secret is empty or missing."],
  ["whsec_%", "no base64 (RFC 4648) follows"],
  [[], "The secret is empty or missing."],
])("the secret %j is refused when the verifier is made", (given, message) => {
  expect(() => createStandardWebhookVerifier({ secret: given })).toThrow(message);
});
