import { describe, expect, test } from "vitest";
import type { SignatureDeclaration, SigningScheme } from "./scheme.js";
import { createSigner, sign } from "./sign.js";

const declare = (changes: Partial<SignatureDeclaration>): SignatureDeclaration => ({
  field: "sig256",
  algorithm: "hmac-sha256",
  over: ["data", "nonce"],
  encoding: "hex",
  ...changes,
});
const parts = { data: "what do ya want ", nonce: "for nothing?" };

describe("the vectors of RFC 2202 and RFC 4231, cases 2, with the text in two parts", () => {
  test("each field in its algorithm and encoding", async () => {
    const scheme: SigningScheme = [
      declare({ field: "sig", algorithm: "hmac-sha1" }),
      declare({}),
      declare({ field: "base64", encoding: "base64" }),
    ];
    expect(await sign(scheme, "Jefe", parts)).toEqual({
      sig: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
      sig256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      // The same digest, encoded by: xxd -r -p | base64
      base64: "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=",
    });
  });

  test("secret and parts as bytes", async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const signed = await sign([declare({})], bytes("Jefe"), {
      data: bytes(parts.data),
      nonce: bytes(parts.nonce),
    });
    expect(signed.sig256).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  });

  test("the order is that of `over`", async () => {
    const scheme = [declare({ over: ["nonce", "data"] })];
    const swapped = { data: parts.nonce, nonce: parts.data };
    expect((await sign(scheme, "Jefe", swapped)).sig256).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });
});

test.each<[string, string | Uint8Array, Record<string, string | Uint8Array>, string]>([
  ["an empty secret", "", parts, "The secret is empty or missing."],
  ["an empty secret in bytes", new Uint8Array(), parts, "The secret is empty or missing."],
  [
    "an unset secret",
    JSON.parse("null") as string,
    parts,
    "The secret is empty or missing. Is its environment variable set?",
  ],
  ["a missing part", "k", { data: "[]" }, 'parts.nonce is undefined, and "sig256" signs it.'],
  [
    "an empty nonce",
    "k",
    { data: "[]", nonce: "" },
    'parts.nonce is empty, and "sig256" signs it. Receivers refuse that',
  ],
  ["empty bytes", "k", { data: new Uint8Array(), nonce: "n" }, "parts.data is empty"],
  [
    "data that is not serialised",
    "k",
    { data: JSON.parse("[]") as string, nonce: "n" },
    "parts.data is object",
  ],
])("refused: %s", async (_name, secret, given, message) => {
  await expect(sign([declare({})], secret, given)).rejects.toThrow(TypeError);
  await expect(sign([declare({})], secret, given)).rejects.toThrow(message);
});

test("a part's name is looked up in the object itself", async () => {
  await expect(sign([declare({ over: ["toString"] })], "k", {})).rejects.toThrow(
    "parts.toString is undefined",
  );
});

test.each<[string, SigningScheme, string]>([
  ["no declaration", [], "The signing scheme is empty."],
  ["a field twice", [declare({}), declare({})], 'field "sig256" is declared twice.'],
  ["nothing signed", [declare({ over: [] })], 'field "sig256" signs nothing.'],
  ["a member twice", [declare({ over: ["data", "nonce", "data"] })], 'field "sig256" signs a member twice.'],
  ["itself signed", [declare({ over: ["sig256"] })], 'field "sig256" signs itself.'],
  [
    "an unknown algorithm",
    [declare(JSON.parse('{"algorithm":"hmac-md5"}') as object)],
    'has algorithm "hmac-md5". Accepted: hmac-sha1, hmac-sha256, hmac-sha512.',
  ],
  [
    "an unknown encoding",
    [declare(JSON.parse('{"encoding":"base32"}') as object)],
    'has encoding "base32". Accepted: base64, hex.',
  ],
])("a scheme with %s is refused", async (_name, scheme, message) => {
  await expect(sign(scheme, "k", parts)).rejects.toThrow(message);
});

test("a signer is checked when it is made, and signs as often as asked", async () => {
  expect(() => createSigner([], "k")).toThrow("The signing scheme is empty.");
  expect(() => createSigner([declare({})], "")).toThrow("The secret is empty or missing.");
  const signer = createSigner([declare({}), declare({ field: "__proto__" })], "Jefe");
  const wanted = await sign([declare({})], "Jefe", parts);
  for (let time = 0; time < 2; time++) {
    const signatures = await signer(parts);
    expect(Object.entries(signatures)).toEqual([...Object.entries(wanted), ["__proto__", wanted["sig256"]]]);
  }
  await expect(signer({ data: "[]" })).rejects.toThrow("parts.nonce is undefined");
});
