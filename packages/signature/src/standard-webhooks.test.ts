import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createStandardWebhookSigner, signStandardWebhook } from "./standard-webhooks.js";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const webhook = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' };

test("the vector that the libraries of Standard Webhooks publish", async () => {
  expect(await signStandardWebhook(secret, webhook)).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test.each([
  ["whsec_ and base64", secret, Buffer.from(secret.slice(6), "base64")],
  ["base64 without its padding", "whsec_AAEC/w", Buffer.from([0, 1, 2, 255])],
  ["any other text", "pässword", Buffer.from("pässword")],
  ["bytes", new Uint8Array([1, 2, 3]), Buffer.from([1, 2, 3])],
])("the key of %s", async (_name, given, key) => {
  for (const body of ["", "ünï", "x".repeat(5000)]) {
    const headers = await signStandardWebhook(given, { ...webhook, body });
    const wanted = createHmac("sha256", key).update(`${webhook.id}.${webhook.timestamp}.${body}`);
    expect(headers["webhook-signature"]).toBe(`v1,${wanted.digest("base64")}`);
  }
});

test.each([
  ["an empty secret", "", webhook, "The secret is empty or missing."],
  ["whsec_ alone", "whsec_", webhook, "no base64 (RFC 4648) follows"],
  ["whsec_ and other text", "whsec_not base64", webhook, "no base64 (RFC 4648) follows"],
  ["base64 that is cut", "whsec_AAAAA", webhook, "no base64 (RFC 4648) follows"],
  ["an id with a full stop", secret, { ...webhook, id: "a.b" }, 'The id is "a.b".'],
  ["an empty id", secret, { ...webhook, id: "" }, 'The id is "".'],
  ["milliseconds with a fraction", secret, { ...webhook, timestamp: 1.5 }, "The timestamp is 1.5."],
])("%s is refused", async (_name, given, parts, message) => {
  const signed = signStandardWebhook(given, parts);
  await expect(signed).rejects.toThrow(TypeError);
  await expect(signed).rejects.toThrow(message);
});

test("a signer refuses its secret when it is made, and signs as often as asked", async () => {
  expect(() => createStandardWebhookSigner("whsec_not base64")).toThrow("no base64 (RFC 4648) follows");
  const signer = createStandardWebhookSigner(secret);
  const wanted = await signStandardWebhook(secret, webhook);
  expect([await signer(webhook), await signer(webhook)]).toEqual([wanted, wanted]);
});
