import { expect, test, vi } from "vitest";
import { composeBody, type SigningScheme, sign, verify } from "../src/index.js";

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
