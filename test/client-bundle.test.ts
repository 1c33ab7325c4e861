import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { browserBundle, weigh } from "./support/client-bundle.js";
import { inRoot } from "./support/repository.js";

const openapiFetch = createRequire(inRoot("packages", "client-runtime", "package.json"))
  .resolve("openapi-fetch")
  .replace("index.cjs", "index.mjs");
const client = (names: string) => `export { ${names} } from "@hookspec/webhook-client";`;

// Limits are what was reached, with room for a line or two: what makes a page heavier is to be seen here first. The targets: one
// operation 1500 B above openapi-fetch's own client (2530 B), all operations 6 kB.
test("bytes that a page loads, gzipped: one operation, all, and what only who asks for it pays", async () => {
  const { sizes, tooHeavy } = await weigh([
    { name: "openapi-fetch", code: `export { default } from ${JSON.stringify(openapiFetch)};` },
    { name: "one", code: client("createWebhookCaller, getWebhook"), limit: "3960 B" },
    { name: "all", code: client("createWebhookClient"), limit: "5250 B" },
    { name: "one and the logger", code: client("createWebhookCaller, getWebhook, logger"), limit: "4450 B" },
  ]);
  expect(tooHeavy).toEqual([]);
  const { "openapi-fetch": bare = 0, one = 0 } = sizes;
  expect(one - bare).toBeLessThanOrEqual(1500);
  expect(sizes["all"]).toBeLessThanOrEqual(6000);
  expect(sizes["one and the logger"]).toBeGreaterThan(one + 100);
});

test("size-limit tells what weighs more than it may", async () => {
  const { tooHeavy } = await weigh([{ name: "one", code: client("getWebhook"), limit: "10 B" }]);
  expect(tooHeavy).toEqual([expect.stringMatching(/^one: \d+ B$/)]);
});

test("a bundle holds nothing of Node, and of styles and operations only what it uses", async () => {
  const one = await browserBundle(client("createWebhookCaller, getWebhook"));
  expect(one).toContain("getUnifiedWebhook");
  // %5B is the bracket of a deepObject, whose style none of the operations has
  const unused = /["'`]node:|require\(|%5B|multipart|HMAC|redacted/;
  expect(one).not.toMatch(unused);
  expect(one).not.toContain("createUnifiedWebhook");
  const all = await browserBundle(client("createWebhookClient"));
  expect(all).toContain("createUnifiedWebhookForConnection");
  expect(all).not.toMatch(unused);
});
