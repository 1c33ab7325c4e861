import { createHmac } from "node:crypto";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeBody } from "./compose.js";
import type { SigningScheme } from "./scheme.js";
import { sign } from "./sign.js";
import type { Refused } from "./verification.js";
import { verify, type VerifyOptions } from "./verify.js";

const over = ["data", "nonce"];
const scheme: SigningScheme = [
  { field: "sig", algorithm: "hmac-sha1", over, encoding: "base64", deprecated: true },
  { field: "sig256", algorithm: "hmac-sha256", over, encoding: "base64" },
];
const secret = "s3cret";
const data = '[{"id":"1"}]';
const nonce = "n-1";
const mac = (algorithm: string, encoding: "base64" | "base64url" | "hex" = "base64", text = data + nonce) =>
  createHmac(algorithm, secret).update(text).digest(encoding);
const sig = mac("sha1");
const sig256 = mac("sha256");

/** A body from JSON texts, so that a member can be anything or be left out. */
const bodyOf = (members: Record<string, string>) =>
  composeBody({}, { data, nonce: `"${nonce}"`, ...members });
const check = (body: string | Uint8Array | ArrayBuffer, options: Partial<VerifyOptions> = {}) =>
  verify(scheme, body, { secret, ...options });
async function refusal(body: string | Uint8Array, options: Partial<VerifyOptions> = {}): Promise<Refused> {
  const checked = await check(body, options);
  if (checked.ok) throw new Error("The delivery was accepted.");
  return checked;
}
const quoted = JSON.stringify;

describe("accepted", () => {
  const body = bodyOf({ sig: quoted(sig), sig256: quoted(sig256), type: '"VIRTUAL"' });

  test("tells field, secret, parse and signed bytes", async () => {
    const checked = await check(body);
    expect(checked.ok && { ...checked, body: checked.body }).toEqual({
      ok: true,
      field: "sig256",
      secretIndex: 0,
      body: { data: [{ id: "1" }], nonce, sig, sig256, type: "VIRTUAL" },
      parts: { data: new TextEncoder().encode(data), nonce: new TextEncoder().encode(nonce) },
    });
  });

  const buffer = Buffer.from(body);
  test.each<[string, Uint8Array | ArrayBuffer]>([
    ["a Buffer", buffer],
    ["a view into a larger buffer", new TextEncoder().encode(`x${body}x`).subarray(1, buffer.length + 1)],
    ["an ArrayBuffer", new TextEncoder().encode(body).buffer],
    [
      "bytes of another realm",
      runInNewContext("Uint8Array.from(bytes)", { bytes: [...buffer] }) as Uint8Array,
    ],
    [
      "a buffer of another realm",
      runInNewContext("Uint8Array.from(bytes).buffer", { bytes: [...buffer] }) as ArrayBuffer,
    ],
  ])("%s", async (_name, raw) => {
    expect(await check(raw)).toMatchObject({ ok: true, field: "sig256" });
  });

  test.each([
    ["hex", mac("sha256", "hex")],
    ["hex in capitals", mac("sha256", "hex").toUpperCase()],
    ["base64", sig256],
    ["base64 without padding", sig256.replace("=", "")],
    ["base64 in the URL alphabet", mac("sha256", "base64url")],
  ])("a signature in %s, whatever the scheme declares", async (_name, signature) => {
    expect(await check(bodyOf({ sig256: quoted(signature) }))).toMatchObject({ ok: true });
  });

  test("base64 with both special characters, in either alphabet", async () => {
    // A nonce whose digest has them: some nonce below 1000 does.
    const found = Array.from({ length: 1000 }, (_, i) => `n${i}`).find((candidate) =>
      /(?=.*\+)(?=.*\/)/.test(mac("sha256", "base64", data + candidate)),
    );
    if (found === undefined) throw new Error("no such nonce");
    for (const encoding of ["base64", "base64url"] as const) {
      const signed = bodyOf({ nonce: quoted(found), sig256: quoted(mac("sha256", encoding, data + found)) });
      expect(await check(signed)).toMatchObject({ ok: true });
    }
  });

  test("HMAC-SHA512, in hex and base64", async () => {
    const strong: SigningScheme = [
      ...scheme,
      { field: "sig512", algorithm: "hmac-sha512", over, encoding: "hex" },
    ];
    for (const encoding of ["hex", "base64", "base64url"] as const) {
      const signed = bodyOf({ sig: '"x"', sig512: quoted(mac("sha512", encoding)) });
      expect(await verify(strong, signed, { secret })).toMatchObject({ ok: true, field: "sig512" });
    }
  });

  test("the older signature, while it is the only one", async () => {
    expect(await check(bodyOf({ sig: quoted(sig) }))).toMatchObject({ ok: true, field: "sig" });
  });

  test("the second secret of a rotation", async () => {
    expect(await check(body, { secret: ["new", new TextEncoder().encode(secret)] })).toMatchObject({
      secretIndex: 1,
    });
  });

  test("an escaped key, an escaped nonce", async () => {
    const escaped = body.replace('"data"', '"d\\u0061ta"').replace('"n-1"', '"\\u006e-1"');
    expect(escaped).not.toBe(body);
    expect(await check(escaped)).toMatchObject({ ok: true });
  });
});

describe("rule 2: the strongest signature that is present decides", () => {
  test.each([
    ["wrong", quoted(mac("sha256", "base64", "other")), "bad-signature"],
    ["empty", '""', "empty-signature"],
    ["null", "null", "malformed-signature"],
    ["false", "false", "malformed-signature"],
    ["a number", "0", "malformed-signature"],
    ["an array that holds it", `["${sig256}"]`, "malformed-signature"],
    ["of another length", quoted(`${sig256}=`), "malformed-signature"],
    ["the SHA-1 one", quoted(sig), "malformed-signature"],
    ["with a prefix", quoted(`sha256=${mac("sha256", "hex")}`), "malformed-signature"],
    ["with a character that base64 has not", quoted(`!${sig256.slice(1)}`), "bad-signature"],
  ])("a valid sig does not help where sig256 is %s", async (_name, text, reason) => {
    for (const key of ["sig256", "sig25\\u0036"]) {
      const body = bodyOf({ sig: quoted(sig) }).replace(/\}$/, `,"${key}":${text}}`);
      expect(await refusal(body)).toMatchObject({ reason });
    }
  });

  test("whatever the order of scheme and body", async () => {
    const body = bodyOf({ sig256: quoted(mac("sha256", "base64", "other")), sig: quoted(sig) });
    expect(await verify([...scheme].reverse(), body, { secret })).toMatchObject({
      ok: false,
      reason: "bad-signature",
    });
  });

  test("a wrong sig does not harm a valid sig256", async () => {
    expect(await check(bodyOf({ sig: '""', sig256: quoted(sig256) }))).toMatchObject({
      ok: true,
      field: "sig256",
    });
  });

  test("`require` stops stripping", async () => {
    const stripped = bodyOf({ sig: quoted(sig) });
    expect(await check(stripped)).toMatchObject({ ok: true });
    expect(await refusal(stripped, { require: "sig256" })).toMatchObject({
      reason: "required-signature-missing",
    });
    expect(await check(bodyOf({ sig256: quoted(sig256) }), { require: "sig256" })).toMatchObject({
      ok: true,
    });
  });
});

describe("refused, with a message for the log", () => {
  const signed = { sig256: quoted(sig256) };
  test.each<[string, string, string, string]>([
    ["not JSON", "<html>", "malformed-body", "The body is not JSON: "],
    [
      "a second data",
      `${bodyOf(signed).slice(0, -1)},"data":[]}`,
      "malformed-body",
      'The top-level key "data" occurs again',
    ],
    [
      "no signature",
      bodyOf({}),
      "missing-signature",
      'The body has no signature. Accepted: one of "sig", "sig256".',
    ],
    [
      "a short signature",
      bodyOf({ sig256: '"abc"' }),
      "malformed-signature",
      '"sig256" has 3 characters. Accepted: hmac-sha256 as 64 hex or 44 base64 characters. No prefix, no spaces.',
    ],
    [
      "an empty signature",
      bodyOf({ sig256: '""' }),
      "empty-signature",
      '"sig256" is empty. Accepted: hmac-sha256 as 64 hex',
    ],
    [
      "no data",
      '{"nonce":"n","sig256":"SIG"}',
      "bad-data",
      '"data" is missing. Accepted: an object or array',
    ],
    ["data in a string", bodyOf({ ...signed, data: quoted(data) }), "bad-data", '"data" is a string.'],
    ["data a number", bodyOf({ ...signed, data: "1" }), "bad-data", '"data" is a number.'],
    [
      "an empty nonce",
      bodyOf({ ...signed, nonce: '""' }),
      "bad-nonce",
      '"nonce" is empty. Accepted: a string that is not empty',
    ],
    ["a nonce that is null", bodyOf({ ...signed, nonce: "null" }), "bad-nonce", '"nonce" is null.'],
    ["no nonce", `{"data":[],"sig256":"SIG"}`, "bad-nonce", '"nonce" is missing.'],
    [
      "other data",
      bodyOf({ ...signed, data: "[]" }),
      "bad-signature",
      '"sig256" is not the hmac-sha256 of data + nonce with the secret. Check that the secret is this sender\'s',
    ],
    [
      "another nonce",
      bodyOf({ ...signed, nonce: '"n-2"' }),
      "bad-signature",
      '"sig256" is not the hmac-sha256',
    ],
  ])("%s", async (_name, body, reason, message) => {
    const refused = await refusal(body.replace("SIG", sig256));
    expect(refused.reason).toBe(reason);
    expect(refused.message).toContain(message);
  });

  test("a shifted border: data in a string, its rest in the nonce, with a signature that matches the bytes", async () => {
    const body = bodyOf({ ...signed, data: quoted(data.slice(0, 3)), nonce: quoted(data.slice(3) + nonce) });
    expect(await refusal(body)).toMatchObject({ reason: "bad-data" });
  });

  test("no secret of several", async () => {
    expect((await refusal(bodyOf(signed), { secret: ["a", "b"] })).message).toContain(
      "with any of the 2 secrets",
    );
  });
});

describe("a sender that signs JSON.stringify(data) and sends other text", () => {
  const body = bodyOf({ data: '[ {"id" : "1"} ]', sig256: quoted(sig256) });

  test("passes, and the signed bytes are those it signed: a re-spaced replay has the same parts", async () => {
    const checked = await check(body);
    expect(checked).toMatchObject({ ok: true, body: { data: [{ id: "1" }] } });
    expect(checked.ok && new TextDecoder().decode(checked.parts.data)).toBe(data);
  });

  test("up to maxFallbackBytes, 64 KiB unless told", async () => {
    expect(await check(body, { maxFallbackBytes: body.length })).toMatchObject({ ok: true });
    const refused = await refusal(body, { maxFallbackBytes: body.length - 1 });
    expect(refused.reason).toBe("bad-signature");
    expect(refused.message).toContain("larger than maxFallbackBytes, so only its raw bytes were tried");
    expect(await check(body.padEnd(65_536))).toMatchObject({ ok: true });
    expect(await refusal(body.padEnd(65_537))).toMatchObject({ reason: "bad-signature" });
  });
});

describe("mistakes of the receiver's own code are thrown", () => {
  test.each<[string, unknown, string]>([
    ["a parsed body", { data: [] }, "an object that is already parsed or not yet read"],
    ["no body", undefined, "The body is undefined"],
    ["a promise", Promise.resolve(""), "a promise that is not awaited"],
    ["a number", 1, "a number"],
  ])("%s", async (_name, body, got) => {
    const outcome = check(body as string);
    await expect(outcome).rejects.toThrow(TypeError);
    await expect(outcome).rejects.toThrow(got);
    await expect(outcome).rejects.toThrow('express.raw({ type: "application/json" })');
  });

  test.each<[string, Partial<VerifyOptions>, string]>([
    ["an empty secret", { secret: "" }, "The secret is empty or missing."],
    ["an empty secret among others", { secret: ["a", ""] }, "The secret is empty or missing."],
    ["no secrets", { secret: [] }, "The secret is empty or missing."],
    ["an unset secret", { secret: undefined as unknown as string }, "The secret is empty or missing."],
    [
      "an unknown field",
      { require: "sig512" },
      'options.require is "sig512", which the scheme does not declare. Accepted: "sig", "sig256".',
    ],
    ["unsigned data", { data: "type" }, 'options.data is "type", which "sig" does not sign.'],
  ])("%s", async (_name, options, message) => {
    await expect(check("{}", options)).rejects.toThrow(message);
  });
});

test("`data` names the signed object where it is not first", async () => {
  const other: SigningScheme = [
    { field: "sig256", algorithm: "hmac-sha256", over: ["nonce", "data"], encoding: "hex" },
  ];
  const body = bodyOf({ sig256: quoted(mac("sha256", "hex", nonce + data)) });
  expect(await verify(other, body, { secret, data: "data" })).toMatchObject({ ok: true });
  expect(await verify(other, body, { secret })).toMatchObject({ reason: "bad-data" });
});

test("property: what is signed verifies; one changed byte of data, nonce or signature does not", async () => {
  const text = fc.string({ unit: "binary", minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      text,
      text,
      fc.nat(),
      async (items, anyNonce, anySecret, at) => {
        const json = JSON.stringify(items, null, at % 3);
        const signatures = await sign(scheme, anySecret, { data: json, nonce: anyNonce });
        const body = composeBody({ nonce: anyNonce, ...signatures }, { data: json });
        expect(await verify(scheme, body, { secret: anySecret })).toMatchObject({
          ok: true,
          field: "sig256",
        });

        const bytes = new TextEncoder().encode(body);
        const spot = at % bytes.length;
        bytes[spot] = (bytes[spot] ?? 0) ^ 1;
        const changed = await verify(scheme, bytes, { secret: anySecret });
        // A flip may hit a key of the unsigned `sig`, or keep the meaning; then what was signed is still all there.
        if (changed.ok) {
          expect(changed.body.data).toEqual(JSON.parse(JSON.stringify(items)));
          expect(changed.parts.nonce).toEqual(new TextEncoder().encode(anyNonce));
        }
      },
    ),
  );
});
