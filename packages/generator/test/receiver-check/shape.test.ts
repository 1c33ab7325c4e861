import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { verify, type SigningScheme } from "@hookspec/signature";
import { describe, expect, test } from "vitest";
import { loadSpec, parseSpec } from "../../src/load/document.js";
import { checkReceiver } from "../../src/receiver-check/check-receiver.js";
import { shapeOf } from "../../src/receiver-check/shape.js";
import { readAll } from "./receiver.js";
import { findings, specPath } from "./reporting.js";

const orders = fileURLToPath(new URL("orders.yaml", import.meta.url));

test("another API's names, statuses, media type and signature are used throughout", async () => {
  const scheme: SigningScheme = [
    { field: "mac", algorithm: "hmac-sha512", over: ["order", "salt"], encoding: "hex" },
  ];
  const causes = new Set<unknown>();
  const server = createServer((request, response) => {
    void readAll(request)
      .then((raw) => verify(scheme, raw, { secret: "s", require: "mac" }))
      .then((verified) => {
        if (verified.ok) causes.add(verified.body["cause"]);
        const plain = request.headers["content-type"]?.startsWith("application/vnd.orders+json") === false;
        response.writeHead(plain ? 415 : verified.ok ? 204 : 400).end();
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const report = await checkReceiver({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: "s",
    shape: shapeOf(await loadSpec(orders)),
    timeoutMs: 1000,
    allowHosts: [],
  });
  server.close();
  expect(findings(report)).toEqual([]);
  expect([...causes]).toEqual(expect.arrayContaining(["page", "end", "poll", "push"]));
  expect(report.checks.find(({ id }) => id === "stripped-signature")).toMatchObject({
    verdict: "not-run",
    reason: "the spec declares one signature only",
  });
});

describe("a spec or sample that cannot be used", () => {
  const bare = parseSpec("openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n", "bare.yaml");

  test("no delivery", () => {
    expect(() => shapeOf(bare)).toThrow(
      "bare.yaml has no webhook with x-hookspec-delivery, so there is nothing to send. Add the extension to the webhook's post operation, or give another spec by --spec.",
    );
  });

  test.each([
    [
      "no signature",
      /.*x-hookspec-signing:\n.*\n/,
      "orders.yaml declares no signature for webhooks.order, so no delivery can be proven genuine. Add x-hookspec-signing to its post operation.",
    ],
    [
      "no example",
      /.*example: \{.*\n/,
      "webhooks.order has no example to send. Add one to the spec (examples, or externalValue with a file), or give a delivery by --delivery.",
    ],
    [
      "an example without the nonce",
      / salt: a1,/,
      'The example of webhooks.order is no delivery: it needs "order" (an array or object that is not empty) and "salt" (a string).',
    ],
  ])("%s", async (_name, removed, message) => {
    const text = (await readFile(orders, "utf8")).replace(removed, "");
    expect(() => shapeOf(parseSpec(text, "orders.yaml"))).toThrow(message);
  });

  test("a sample without data", async () => {
    const document = await loadSpec(specPath);
    expect(() => shapeOf(document, { data: [], nonce: "a" })).toThrow(
      'The file of --delivery is no delivery: it needs "data" (an array or object that is not empty) and "nonce" (a string).',
    );
  });
});
