import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { deliveryKey } from "./delivery-key.js";

const parts = { data: "[1]", nonce: "n" };

test("the key is an HMAC over a label and the parts, sorted by name", async () => {
  const wanted = createHmac("sha256", "secret").update("hookspec delivery [1]n").digest("hex");
  expect(await deliveryKey("secret", parts)).toBe(wanted);
  expect(await deliveryKey("secret", { nonce: "n", data: new TextEncoder().encode("[1]") })).toBe(wanted);
});

test("another secret, data or nonce makes another key, and no key is the signature", async () => {
  const keys = await Promise.all([
    deliveryKey("secret", parts),
    deliveryKey("other", parts),
    deliveryKey("secret", { ...parts, data: "[2]" }),
    deliveryKey("secret", { ...parts, nonce: "m" }),
  ]);
  expect(new Set([...keys, createHmac("sha256", "secret").update("[1]n").digest("hex")]).size).toBe(5);
});
