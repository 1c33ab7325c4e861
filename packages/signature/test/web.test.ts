import { expect, test, vi } from "vitest";
import {
  composeBody,
  createStandardWebhookVerifier,
  deliveryKey,
  type SigningScheme,
  sign,
  verify,
} from "../src/index.js";

// What bundlers for browsers and workers choose by the package's `imports`.
vi.mock("#crypto", () => import("../src/crypto.web.js"));

const scheme: SigningScheme = [
  { field: "sig256", algorithm: "hmac-sha256", over: ["data", "nonce"], encoding: "base64" },
];
const data = '[{"id":"1"}]';

test("signs and verifies by WebCrypto alone", async () => {
  const subtle = vi.spyOn(globalThis.crypto.subtle, "sign");
  const signatures = await sign(scheme, "secret", { data, nonce: "n" });
  // printf '[{"id":"1"}]n' | openssl dgst -sha256 -hmac secret -binary | base64
  expect(signatures).toEqual({ sig256: "dRiYqCF9vd2fFFd0BF6Se2STbS3OIZgX8Lk+cFiieY0=" });
  const body = composeBody({ nonce: "n", ...signatures }, { data });
  expect(await verify(scheme, body, { secret: ["old", "secret"] })).toMatchObject({
    ok: true,
    secretIndex: 1,
  });
  expect(await verify(scheme, body.replace('"1"', '"2"'), { secret: "secret" })).toMatchObject({
    reason: "bad-signature",
  });
  expect(subtle).toHaveBeenCalledTimes(4);
});

test("the published vector of Standard Webhooks", async () => {
  const verifier = createStandardWebhookVerifier({
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    now: () => 1614265330_000,
  });
  const headers = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  expect(await verifier(headers, '{"test": 2432232314}')).toMatchObject({ ok: true });
  expect(await verifier(headers, '{"test": 2432232315}')).toMatchObject({ reason: "bad-signature" });
});

test("invalid UTF-8 is refused, and copies have one key", async () => {
  const bytes = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d);
  expect(await verify(scheme, bytes, { secret: "secret" })).toMatchObject({ reason: "malformed-body" });
  // printf 'hookspec delivery [{"id":"1"}]n' | openssl dgst -sha256 -hmac secret
  expect(await deliveryKey("secret", { data, nonce: "n" })).toBe(
    "67554430c6d50195414961a9ea69dcb5a3ed54733bfb8fdcf35b85bc1d3bc6c5",
  );
});
