import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import * as node from "./crypto.node.js";
import * as web from "./crypto.web.js";
import type { SignatureAlgorithm, SignatureEncoding } from "./scheme.js";

const ascii = (text: string) => new TextEncoder().encode(text);
const bytes = (byte: number, length: number) => new Uint8Array(length).fill(byte);
const counting = (length: number) => Uint8Array.from({ length }, (_, i) => i + 1);

type Vector = [
  name: string,
  key: Uint8Array,
  data: Uint8Array,
  digests: Partial<Record<SignatureAlgorithm, string>>,
];
const vectors: Vector[] = [
  [
    "RFC 2202 case 1",
    bytes(0x0b, 20),
    ascii("Hi There"),
    { "hmac-sha1": "b617318655057264e28bc0b6fb378c8ef146be00" },
  ],
  [
    "RFC 2202 case 2",
    ascii("Jefe"),
    ascii("what do ya want for nothing?"),
    { "hmac-sha1": "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
  ],
  [
    "RFC 2202 case 3",
    bytes(0xaa, 20),
    bytes(0xdd, 50),
    { "hmac-sha1": "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
  ],
  [
    "RFC 2202 case 4",
    counting(25),
    bytes(0xcd, 50),
    { "hmac-sha1": "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
  ],
  [
    "RFC 2202 case 6",
    bytes(0xaa, 80),
    ascii("Test Using Larger Than Block-Size Key - Hash Key First"),
    { "hmac-sha1": "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
  ],
  [
    "RFC 4231 case 1",
    bytes(0x0b, 20),
    ascii("Hi There"),
    {
      "hmac-sha256": "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
      "hmac-sha512":
        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    },
  ],
  [
    "RFC 4231 case 2",
    ascii("Jefe"),
    ascii("what do ya want for nothing?"),
    {
      "hmac-sha256": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "hmac-sha512":
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    },
  ],
  [
    "RFC 4231 case 3",
    bytes(0xaa, 20),
    bytes(0xdd, 50),
    {
      "hmac-sha256": "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
      "hmac-sha512":
        "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
    },
  ],
  [
    "RFC 4231 case 6",
    bytes(0xaa, 131),
    ascii("Test Using Larger Than Block-Size Key - Hash Key First"),
    {
      "hmac-sha256": "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
      "hmac-sha512":
        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
    },
  ],
];

describe.each([
  ["node", node],
  ["web", web],
])("%s crypto", (_name, crypto) => {
  test.each(vectors)(
    "gives the digests of %s, whole and in two chunks",
    async (_vector, key, data, digests) => {
      for (const algorithm of Object.keys(digests) as SignatureAlgorithm[]) {
        const digest = digests[algorithm] ?? "";
        expect(await crypto.hmac(algorithm, "hex", key, data)).toBe(digest);
        expect(await crypto.hmac(algorithm, "hex", key, data.subarray(0, 3), data.subarray(3))).toBe(digest);
        expect(await crypto.hmac(algorithm, "base64", key, data)).toBe(
          Buffer.from(digest, "hex").toString("base64"),
        );
      }
    },
  );

  test("compares every byte, and the length", () => {
    const equal = crypto.timingSafeEqual;
    expect(equal(counting(20), counting(20))).toBe(true);
    expect(equal(counting(20), counting(19))).toBe(false);
    expect(equal(counting(0), counting(0))).toBe(true);
    for (let i = 0; i < 20; i++) expect(equal(counting(20), counting(20).fill(0, i, i + 1))).toBe(false);
  });
});

test("property: node and web agree on any key and chunks", async () => {
  const algorithm = fc.constantFrom<SignatureAlgorithm>("hmac-sha1", "hmac-sha256", "hmac-sha512");
  const encoding = fc.constantFrom<SignatureEncoding>("hex", "base64");
  const key = fc.uint8Array({ minLength: 1, maxLength: 200 });
  const chunks = fc.array(fc.oneof(fc.uint8Array(), fc.string({ unit: "binary" })));
  await fc.assert(
    fc.asyncProperty(algorithm, encoding, key, chunks, async (...[name, code, secret, parts]) => {
      expect(await web.hmac(name, code, secret, ...parts)).toBe(node.hmac(name, code, secret, ...parts));
    }),
  );
});

test("a page that is not a secure context is told so", async () => {
  vi.stubGlobal("crypto", {});
  try {
    await expect(web.hmac("hmac-sha256", "hex", ascii("k"))).rejects.toThrow(
      "crypto.subtle needs https or localhost.",
    );
  } finally {
    vi.unstubAllGlobals();
  }
});

test("property: node and web agree on what is UTF-8", () => {
  const character = fc.string({ unit: "binary", minLength: 1, maxLength: 2 });
  const texts = fc
    .tuple(character, fc.uint8Array({ maxLength: 4 }), character)
    .map(([before, any, after]) => Buffer.concat([Buffer.from(before), any, Buffer.from(after)]));
  fc.assert(fc.property(texts, (some) => web.isUtf8(some) === node.isUtf8(some)));
});
