import { verify } from "@hookspec/signature";
import { beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/receiver-check/report.js";
import { checkRightly, hmac256, parse, readAll, scheme, secret, type Body, type Quirks } from "./receiver.js";
import { findings, reportOn } from "./reporting.js";

describe("a receiver with one fault gets exactly its findings", () => {
  const forgeries = [
    "✗ unsigned",
    "✗ wrong-signature",
    "✗ other-secret",
    "✗ empty-signature",
    "✗ null-signature",
    "✗ number-signature",
    "! stripped-signature",
    "✗ data-tampered",
    "✗ nonce-tampered",
    "✗ nonce-empty",
  ];

  const cases: readonly (readonly [name: string, quirks: Quirks, wanted: readonly string[]])[] = [
    [
      "checks no signature",
      { check: (raw) => parse(raw) },
      [...forgeries, "✗ duplicate-member", "! deep-nesting"],
    ],
    [
      "checks a signature only when there is one",
      { check: async (raw) => (has(raw, "sig256") || has(raw, "sig") ? checkRightly(raw) : parse(raw)) },
      ["✗ unsigned"],
    ],
    [
      "compares the length of the signature only",
      {
        check: async (raw) =>
          String(parse(raw)?.["sig256"]).length === 44 && !has(raw, "forged") && parse(raw)?.["nonce"] !== ""
            ? parse(raw)
            : undefined,
      },
      ["✗ wrong-signature", "✗ other-secret", "✗ nonce-tampered", "! deep-nesting"],
    ],
    [
      "falls back to the weaker signature",
      {
        check: async (raw) => {
          const strong = parse(raw)?.["sig256"];
          if (typeof strong === "string" && strong !== "") return checkRightly(raw);
          return has(raw, "sig256") ? verified(raw, scheme.slice(0, 1)) : undefined;
        },
      },
      ["✗ empty-signature", "✗ null-signature", "✗ number-signature"],
    ],
    ["does not require the strongest signature", { check: (raw) => verified(raw) }, ["! stripped-signature"]],
    [
      "serialises the data again to check it",
      {
        check: async (raw) => {
          const body = await checkRightly(raw);
          const again = `${JSON.stringify(body?.["data"])}${String(body?.["nonce"])}`;
          return hmac256(again) === body?.["sig256"] ? body : undefined;
        },
      },
      ["✗ re-encoded-data"],
    ],
    [
      "takes an empty nonce",
      {
        check: async (raw) => {
          const body = parse(raw);
          const signed = body?.["nonce"] === "" && hmac256(JSON.stringify(body["data"])) === body["sig256"];
          return signed ? body : checkRightly(raw);
        },
      },
      ["✗ nonce-empty"],
    ],
    [
      "lets the last of two equal keys count",
      {
        check: async (raw) => {
          const body = depthOf(raw) < 1000 ? parse(raw) : undefined;
          const signed = hmac256(`${JSON.stringify(body?.["data"])}${String(body?.["nonce"])}`);
          const last = body?.["sig256"] === signed && body["nonce"] !== "" ? body : undefined;
          return (await checkRightly(raw)) ?? last;
        },
      },
      ["✗ duplicate-member"],
    ],
    [
      "reads the first JSON value only",
      { check: (raw) => checkRightly(Buffer.from(String(raw).replace(/\}\{.*$/s, "}"))) },
      ["✗ trailing-garbage"],
    ],
    [
      "drops a byte order mark",
      { check: (raw) => checkRightly(Buffer.from(new TextDecoder().decode(raw))) },
      ["! byte-order-mark"],
    ],
    [
      "parses without catching",
      {
        before: (raw, { method }) =>
          method === "POST" ? void JSON.parse(new TextDecoder().decode(raw)) : undefined,
      },
      ["! trailing-garbage", "! malformed-json", "! empty-body"],
    ],
    [
      "takes an empty body",
      { before: (raw, { method }) => (method === "POST" && raw.length === 0 ? 200 : undefined) },
      ["✗ empty-body"],
    ],
    [
      "takes a body that was cut",
      {
        before: (raw) =>
          parse(raw) === undefined &&
          /"sig256"|"nonce"|"data"/.test(String(raw)) &&
          !String(raw).endsWith("}")
            ? 204
            : undefined,
      },
      ["✗ malformed-json"],
    ],
    [
      "reads a member of null",
      { before: (raw) => (String(raw) === "null" ? 500 : undefined) },
      ["! not-an-object"],
    ],
    [
      "breaks on bytes that are not UTF-8",
      { before: (raw) => (raw.includes(0xff) ? 500 : undefined) },
      ["! not-utf8"],
    ],
    [
      "breaks on another content type",
      {
        before: (_raw, { headers, method }) =>
          method === "POST" && headers["content-type"]?.startsWith("text/") === true ? 500 : undefined,
      },
      ["! content-type"],
    ],
    [
      "refuses a charset parameter",
      {
        before: (_raw, { headers }) =>
          headers["content-type"]?.includes("charset") === true ? 415 : undefined,
      },
      ["! content-type"],
    ],
    [
      "knows a closed list of kinds",
      { after: ({ type }) => (type === "ADDED-LATER" ? 422 : undefined) },
      ["! later-version"],
    ],
    [
      "refuses a delivery without data",
      { after: ({ data }) => ((data as unknown[]).length === 0 ? 400 : undefined) },
      ["✗ every-kind"],
    ],
    [
      "refuses duplicates",
      { duplicate: 409 },
      ["✗ duplicate-series", "✗ duplicate-parallel", "✗ lost-answer"],
    ],
    [
      "names no time for a copy of what is in flight",
      { withoutRetryAfter: true, handlerMs: 25 },
      ["! duplicate-parallel"],
    ],
    ["refuses a page after the last page", { after: pagesInOrder() }, ["✗ reordered"]],
    ["stops an unknown subscription", { unknown: 410 }, ["✗ re-addressed", "✗ unknown-subscription"]],
    ["refuses an unknown subscription", { unknown: 404 }, ["✗ re-addressed", "! unknown-subscription"]],
    [
      "wants a content-length",
      {
        before: (_raw, { headers, method }) =>
          method === "POST" && !("content-length" in headers) && headers["transfer-encoding"] !== undefined
            ? 411
            : undefined,
      },
      ["✗ chunked"],
    ],
    ["breaks a connection after a refusal", { before: brokenKeepAlive() }, ["✗ keep-alive"]],
    [
      "breaks on GET",
      { before: (_raw, { method }) => (method === "GET" ? 500 : undefined) },
      ["! other-methods"],
    ],
    [
      "takes the first piece for the whole",
      { read: firstPiece },
      ["✗ slow-sender", "✗ large-body", "✗ chunked"],
    ],
    ["keeps the default limit of a body parser", { maxBytes: 102_400 }, ["✗ large-body"]],
    ["sends the unauthentic to a login page", { refusal: 302 }, ["✗ no-redirect"]],
    ["fails later, from what it went through", { before: brokenAfterDepth() }, ["✗ still-alive"]],
  ];

  // All at once: most of a run is waiting.
  const reports = new Map<string, Promise<Report>>();
  beforeAll(() => {
    for (const [name, quirks] of cases) reports.set(name, reportOn(quirks));
  });

  test.each(cases)("%s", { timeout: 15_000 }, async (name, _quirks, wanted) => {
    const report = await reports.get(name);
    expect(report === undefined ? [] : findings(report).sort()).toEqual([...wanted].sort());
  });
});

function has(raw: Buffer, word: string): boolean {
  return raw.includes(`"${word}"`);
}

async function verified(raw: Buffer, signing = scheme): Promise<Body | undefined> {
  const result = await verify(signing, raw, { secret });
  return result.ok ? result.body : undefined;
}

function depthOf(raw: Buffer): number {
  return /\[{2,}/.exec(String(raw))?.[0].length ?? 0;
}

function pagesInOrder(): (body: Body) => number | undefined {
  let last: unknown;
  return ({ type, nonce }) => {
    if (type === "INITIAL-COMPLETE") last = nonce;
    return type === "INITIAL-PARTIAL" && last !== undefined ? 409 : undefined;
  };
}

function brokenKeepAlive(): NonNullable<Quirks["before"]> {
  const refused = new WeakSet<object>();
  return async (raw, { socket, method }) => {
    if (refused.has(socket)) socket.destroy();
    if (method === "POST" && (await checkRightly(raw)) === undefined) refused.add(socket);
    return undefined;
  };
}

function brokenAfterDepth(): NonNullable<Quirks["before"]> {
  let since: number | undefined;
  return (raw) => {
    if (depthOf(raw) > 1000) since = 0;
    else if (since !== undefined) since += 1;
    return (since ?? 0) > 1 ? 500 : undefined;
  };
}

async function firstPiece(request: Parameters<typeof readAll>[0]): Promise<Buffer> {
  const pieces = request[Symbol.asyncIterator]();
  const piece = await pieces.next();
  request.resume();
  return piece.done === true ? Buffer.alloc(0) : (piece.value as Buffer);
}
