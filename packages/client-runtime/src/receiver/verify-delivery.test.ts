import { createHmac } from "node:crypto";
import type { SigningScheme } from "@hookspec/signature";
import { expect, expectTypeOf, test } from "vitest";
import { DeliveryVerificationError } from "./delivery-verification-error.js";
import { verifyDelivery } from "./verify-delivery.js";

interface Delivery {
  data: { id: string }[];
  nonce: string;
}

const over = ["data", "nonce"];
const scheme: SigningScheme = [
  { field: "sig", algorithm: "hmac-sha1", over, encoding: "base64", deprecated: true },
  { field: "sig256", algorithm: "hmac-sha256", over, encoding: "base64" },
];
const secret = "workspace secret";

// signed here with node:crypto alone, over text that no re-serialisation would give back
const data = '[ {"id": "caf\\u00e9", "n": 1.0} ]';
const mac = (algorithm: string, key = secret) =>
  createHmac(algorithm, key).update(`${data}abc`).digest("base64");
const bodyWith = (signatures: object) =>
  `{"data":${data},"nonce":"abc",${JSON.stringify(signatures).slice(1)}`;
const both = bodyWith({ sig: mac("sha1"), sig256: mac("sha256") });

test.each([
  ["text", both],
  ["bytes", new TextEncoder().encode(both)],
])("resolves with the parsed delivery: %s", async (_name, rawBody) => {
  const delivery = await verifyDelivery<Delivery>(scheme, rawBody, {
    secret: ["old", secret],
    require: undefined,
  });
  expectTypeOf(delivery).toEqualTypeOf<Delivery>();
  expect(delivery).toMatchObject({ data: [{ id: "café", n: 1 }], nonce: "abc" });
});

test.each([
  ["a wrong secret", both, { secret: "other" }, "bad-signature"],
  ["changed data", both.replace("1.0", "2.0"), { secret }, "bad-signature"],
  [
    "a stripped sig256",
    bodyWith({ sig: mac("sha1") }),
    { secret, require: "sig256" },
    "required-signature-missing",
  ],
  ["no JSON", "hello", { secret }, "malformed-body"],
] as const)("throws for %s", async (_name, rawBody, options, reason) => {
  const error = await verifyDelivery(scheme, rawBody, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DeliveryVerificationError);
  expect(error).toMatchObject({ name: "DeliveryVerificationError", reason });
  expect((error as Error).message).toMatch(new RegExp(`^Delivery refused \\(${reason}\\): .+`));
  expect((error as Error).message).not.toContain(secret);
});

test("a body that was parsed already is the receiver's mistake, not the sender's", async () => {
  const parsed = JSON.parse(both) as string;
  await expect(verifyDelivery(scheme, parsed, { secret })).rejects.toThrow(TypeError);
});
