import { expect, test } from "vitest";
import type { MockDefinition, SecurityDefinition } from "../src/definition.js";
import { startMock } from "./harness.js";
import { weatherDefinition } from "./weather-definition.js";

const bearer: SecurityDefinition = { type: "http", in: "header", name: "authorization", prefix: "bearer " };
const security: Record<string, SecurityDefinition> = {
  bearer,
  basic: { ...bearer, prefix: "basic " },
  oauth: { ...bearer, type: "oauth2" },
  connect: { ...bearer, type: "openIdConnect" },
  header: { type: "apiKey", in: "header", name: "X-Key" },
  query: { type: "apiKey", in: "query", name: "key" },
  cookie: { type: "apiKey", in: "cookie", name: "sid" },
  tls: { type: "mutualTLS", in: "header", name: "authorization" },
};

/** The weather's bulletin behind some security. */
function guarded(alternatives: readonly (readonly string[])[]): MockDefinition {
  const operations = weatherDefinition.operations.map((operation) => ({
    ...operation,
    security: alternatives,
  }));
  return { ...weatherDefinition, security, operations };
}

const credentials = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const none = { authorization: "" };

/** Status of the bulletin for a request with those headers; the key that counts is `k:1`. */
async function statusOf(
  alternatives: readonly (readonly string[])[],
  headers: Record<string, string>,
  path = "/bulletin",
): Promise<number> {
  const { call } = await startMock({ apiKeys: ["k:1"] }, guarded(alternatives));
  return (await call("GET", path, undefined, { ...none, ...headers })).status;
}

test.each([
  ["bearer", { authorization: "Bearer k:1" }],
  ["oauth", { authorization: "bearer k:1" }],
  ["connect", { authorization: "BEARER k:1" }],
  ["basic", { authorization: credentials("k:1") }],
  ["header", { "x-key": "k:1" }],
  ["cookie", { cookie: "a=b; sid=k:1" }],
  ["tls", {}],
])("%s: the right key, where it belongs", async (name, headers: Record<string, string>) => {
  expect(await statusOf([[name]], headers)).toBe(200);
});

test("a key in the query", async () => {
  expect(await statusOf([["query"]], {}, "/bulletin?key=k:1")).toBe(200);
  expect(await statusOf([["query"]], {}, "/bulletin?key=k:2")).toBe(401);
});

test.each([
  ["bearer", { authorization: credentials("k:1") }],
  ["bearer", { authorization: "k:1" }],
  ["bearer", { authorization: "bearerk:1" }],
  ["basic", { authorization: "Bearer k:1" }],
  ["basic", { authorization: credentials("k:2") }],
  ["oauth", { authorization: "Basic k:1" }],
  ["header", { authorization: "Bearer k:1" }],
  ["cookie", { cookie: "a=b; asid=k:1" }],
])("%s: other credentials %j are a 401", async (name, headers: Record<string, string>) => {
  expect(await statusOf([[name]], headers)).toBe(401);
});

test("alternatives: one of them will do; nothing will where that is one; of several schemes all are needed", async () => {
  const key = { "x-key": "k:1" };
  const token = { authorization: "Bearer k:1" };
  expect(await statusOf([["bearer"], ["header"]], key)).toBe(200);
  expect(await statusOf([["bearer"], []], {})).toBe(200);
  expect(await statusOf([["bearer", "header"]], key)).toBe(401);
  expect(await statusOf([["bearer", "header"]], { ...key, ...token })).toBe(200);
});

test.each([
  [
    [["bearer"], ["query"]],
    {},
    "The request has no key. Send it as header authorization: bearer <key>, or query key: <key>.",
  ],
  [
    [["bearer", "header"]],
    { "x-key": "k:1" },
    "The request has only one of the keys that it needs. Send it as header authorization: bearer <key> and header X-Key: <key>.",
  ],
  [
    [["header"]],
    { "x-key": "k:2" },
    "The key is not one of this server's keys. Send it as header X-Key: <key>.",
  ],
])("%j with %j: what is wanted is said", async (alternatives, headers: Record<string, string>, detail) => {
  const { call } = await startMock({ apiKeys: ["k:1"] }, guarded(alternatives));
  const { status, body } = await call("GET", "/bulletin", undefined, { ...none, ...headers });
  expect([status, body.detail]).toEqual([401, detail]);
});
