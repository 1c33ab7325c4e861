import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { type SigningScheme, verify } from "../src/index.js";

const scheme: SigningScheme = [
  { field: "sig256", algorithm: "hmac-sha256", over: ["data", "nonce"], encoding: "base64" },
];

/** The same kind of `data` as 31 real serialisers and settings write it. */
const encodings: [name: string, data: string, survivesReserialising: boolean][] = [
  ["compact", '[{"id":"1","name":"Zoe"}]', true],
  ["compact, characters beyond ASCII as they are", '[{"name":"Zoë 😀"}]', true],
  ["empty array", "[]", true],
  ["empty object inside", '[{"meta":{}}]', true],
  ["a single object, not an array", '{"id":"1"}', true],
  ["null members", '[{"name":null}]', true],
  ["escapes that every writer uses", '[{"text":"a\\"b\\\\c\\nd\\te"}]', true],
  ["brackets and commas in strings", '[{"text":"]},{\\"data\\":["}]', true],
  ["short decimals", '[{"amount":0.1},{"amount":-12.5}]', true],
  ["space after colon and comma", '[{"id": "1", "name": "Zoe"}]', false],
  ["two-space indent", '[\n  {\n    "id": "1"\n  }\n]', false],
  ["tab indent", '[\n\t{\n\t\t"id": "1"\n\t}\n]', false],
  ["CRLF line ends", '[\r\n  {\r\n    "id": "1"\r\n  }\r\n]', false],
  ["space before the colon", '[{"id" : "1"}]', false],
  ["empty array with a space", '[{"tags":[ ]}]', false],
  ["\\u escapes, lower case", '[{"name":"Zo\\u00eb"}]', false],
  ["\\u escapes, upper case", '[{"name":"Zo\\u00EB"}]', false],
  ["an escaped surrogate pair", '[{"name":"\\ud83d\\ude00"}]', false],
  ["HTML-safe escapes", '[{"html":"\\u003Cb\\u003E \\u0026 \\u0027"}]', false],
  ["escaped slashes", '[{"url":"https:\\/\\/example.com\\/a"}]', false],
  ["an escaped key", '[{"n\\u0061me":"Zoe"}]', false],
  ["\\u000a for a line break", '[{"text":"a\\u000ab"}]', false],
  ["escaped line separators", '[{"text":"a\\u2028b"}]', false],
  ["floats that keep .0", '[{"amount":1.0}]', false],
  ["trailing zeros of a decimal", '[{"amount":12.50}]', false],
  ["exponents", '[{"amount":1E3,"rate":1e-05}]', false],
  ["integers above 2^53", '[{"id":12345678901234567890}]', false],
  ["more digits than a double holds", '[{"amount":0.1234567890123456789}]', false],
  ["negative zero", '[{"amount":-0}]', false],
  ["integer-like keys out of order", '[{"b":1,"10":2,"9":3}]', false],
  ["duplicate inner keys", '[{"id":"1","id":"2"}]', false],
];

test("there are 31, of which re-serialising breaks 22", () => {
  expect(encodings).toHaveLength(31);
  expect(encodings.filter(([, data]) => JSON.stringify(JSON.parse(data)) !== data)).toHaveLength(22);
});

test.each(encodings)("%s", async (_name, data, survivesReserialising) => {
  expect(JSON.stringify(JSON.parse(data)) === data).toBe(survivesReserialising);
  // Signed outside our code, over the text as it will stand in the body.
  const sig256 = createHmac("sha256", "secret").update(data).update("nonce-1").digest("base64");
  const body = `{"webhook" : {"id":"w"},"data" : ${data} , "nonce":"nonce-1","sig256":"${sig256}"}`;
  // 0: no second try with re-serialised data, so only the raw bytes can pass.
  const checked = await verify(scheme, body, { secret: "secret", maxFallbackBytes: 0 });
  expect(checked).toMatchObject({ ok: true, field: "sig256" });
  if (!checked.ok) return;
  expect(checked.body.data).toEqual(JSON.parse(data));
  expect(new TextDecoder().decode(checked.parts.data)).toBe(data);
});
