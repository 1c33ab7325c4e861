import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { browserBundle, gzipped } from "./support/client-bundle.js";
import { inRoot } from "./support/repository.js";

const openapiFetch = createRequire(inRoot("packages", "client-runtime", "package.json")).resolve(
  "openapi-fetch",
);

const sizeOf = async (code: string) => gzipped(await browserBundle(code));
const client = (names: string) => `export { ${names} } from "@hookspec/webhook-client";`;

// The figures are those reached, with room for a line or two: what makes a page heavier is to be seen here first.
test("bytes that a page loads, gzipped: one operation, all, and what only who asks for it pays", async () => {
  const bare = await sizeOf(
    `export { default } from ${JSON.stringify(openapiFetch.replace("index.cjs", "index.mjs"))};`,
  );
  expect(bare).toBeGreaterThan(2000);
  const one = await sizeOf(client("createWebhookCaller, getWebhook"));
  expect(one - bare).toBeLessThan(3450);
  expect(await sizeOf(client("createWebhookClient"))).toBeLessThan(7450);
  expect(await sizeOf(client("createWebhookCaller, getWebhook, logger"))).toBeGreaterThan(one + 100);
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
