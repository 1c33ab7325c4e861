import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SigningScheme } from "../scheme.js";
import { explainDelivery } from "./explain-delivery.js";
import { inferSigning } from "./infer-signing.js";

const secret = "whsec_c2VjcmV0IGtleQ==";
const scheme: SigningScheme = [
  { field: "sig256", algorithm: "hmac-sha256", over: ["data", "nonce"], encoding: "base64" },
];
/** A body whose signature is made here, over any text with any key. */
function bodyOf(
  data: string,
  signed: string | Buffer,
  { key = secret as string | Buffer, algorithm = "sha256", encoding = "base64" as const } = {},
) {
  const sig256 = createHmac(algorithm, key).update(signed).digest(encoding);
  return `{"nonce": "n-1", "data": ${data}, "sig256": "${sig256}", "type": "VIRTUAL"}`;
}
const data = '[{"name":"Zoë","url":"a/b"}]';

describe("inferSigning finds how a recorded delivery was signed", () => {
  const plain = {
    declaration: scheme[0],
    serialisation: "as it stands in the body",
    delimiter: "",
    secret: "as given",
  };
  test.each<[string, string, object]>([
    ["as declared", bodyOf(data, `${data}n-1`), plain],
    [
      "in hex with SHA-1",
      bodyOf(data, `${data}n-1`, { algorithm: "sha1", encoding: "hex" as "base64" }),
      { ...plain, declaration: { ...scheme[0], algorithm: "hmac-sha1", encoding: "hex" } },
    ],
    [
      "with SHA-512, the nonce first and a full stop between",
      bodyOf(data, `n-1.${data}`, { algorithm: "sha512" }),
      {
        ...plain,
        delimiter: ".",
        declaration: { ...scheme[0], algorithm: "hmac-sha512", over: ["nonce", "data"] },
      },
    ],
    ["over the data alone", bodyOf(data, data), { ...plain, declaration: { ...scheme[0], over: ["data"] } }],
    // json.dumps([{"name": "Zoë", "url": "a/b"}]) of Python 3
    [
      "over what Python writes",
      bodyOf(data, '[{"name": "Zo\\u00eb", "url": "a/b"}]n-1'),
      { ...plain, serialisation: "with a space after colons and commas, characters beyond ASCII escaped" },
    ],
    // json_encode([["name" => "Zoë", "url" => "a/b"]]) of PHP 8
    [
      "over what PHP writes",
      bodyOf(data, '[{"name":"Zo\\u00eb","url":"a\\/b"}]n-1'),
      { ...plain, serialisation: "with slashes and characters beyond ASCII escaped" },
    ],
    [
      "with the decoded secret",
      bodyOf(data, `${data}n-1`, { key: Buffer.from("secret key") }),
      { ...plain, secret: "decoded from base64" },
    ],
  ])("%s", async (_name, body, wanted) => {
    expect(await inferSigning(body, secret)).toEqual([wanted]);
  });

  test("of a parsed body as well, and nothing where nothing fits", async () => {
    const body = bodyOf(data, `${data}n-1`);
    expect(await inferSigning(JSON.parse(body) as object, secret)).toEqual([
      { ...plain, serialisation: "written by JSON.stringify" },
    ]);
    expect(await inferSigning(body, "another")).toEqual([]);
  });
});

describe("explainDelivery tells people what is wrong", () => {
  test("which bytes are signed, and that all is well", async () => {
    const { verification, text } = await explainDelivery(scheme, bodyOf(data, `${data}n-1`), { secret });
    expect(verification).toMatchObject({ ok: true });
    expect(text.split("\n").slice(0, 2)).toEqual([
      'Verified by "sig256".',
      '"sig256" signs data (29 bytes from 25): [{"name":"Zoë","url":"a/b"}]; then nonce (5 bytes from 10): "n-1"',
    ]);
  });

  test.each([
    [
      "white space",
      ` ${secret}\n`,
      "with the secret without the white space around it. Pass the secret that way.",
    ],
    ["quotes", `"${secret}"`, "with the secret without quotes around it."],
  ])("%s around the secret", async (_name, given, message) => {
    const { verification, text } = await explainDelivery(scheme, bodyOf(data, `${data}n-1`), {
      secret: given,
    });
    expect(verification).toMatchObject({ reason: "bad-signature" });
    expect(text).toContain(message);
  });

  test("a parsed body", async () => {
    const body = JSON.parse(bodyOf(data, `${data}n-1`)) as object;
    const { verification, text } = await explainDelivery(scheme, body, { secret });
    expect(verification).toBeUndefined();
    expect(text).toMatch(/^The body is a parsed object\. /);
    expect(text).toContain('Matches: "sig256" is the hmac-sha256 (base64) of data + nonce');
  });

  test("another secret, and a body that is no JSON", async () => {
    const { text } = await explainDelivery(scheme, bodyOf(data, `${data}n-1`), { secret: "other" });
    expect(text).toMatch(/Nothing matches\. Most likely the secret is another one .*\.$/);
    expect((await explainDelivery(scheme, "<html>", { secret })).text).toMatch(
      /^Refused \(malformed-body\): The body is not JSON: "<" at byte 0/,
    );
  });

  test("the secret is never told", async () => {
    for (const given of [secret, ` ${secret}`, "other"]) {
      const told = JSON.stringify(
        await explainDelivery(scheme, bodyOf(data, `${data}n-1`), { secret: given }),
      );
      expect(told).not.toContain("c2VjcmV0");
    }
  });
});
