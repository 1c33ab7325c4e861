import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createMockServer } from "@hookspec/webhook-mock-server";
import { chromium } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { browserBundle } from "./support/client-bundle.js";

/** A Chromium of this machine: `CHROMIUM`, or one on the PATH. */
function findChromium(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env["CHROMIUM"] ?? "", ...found].find((file) => file !== "" && existsSync(file));
}

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn(
    "No Chromium on the PATH and none named by CHROMIUM: the browser test is skipped. Install it, e.g. apt-get install chromium.",
  );
}

const app = `
import { createWebhookClient, logger, unwrap } from "@hookspec/webhook-client";
export async function run(baseUrl) {
  const log = [];
  const client = createWebhookClient({ apiKey: "test", baseUrl, hooks: [logger(({ status }) => log.push(status))] });
  const body = { connection_id: "c ö", object_type: "crm_contact", event: "created", hook_url: "https://a.example/hooks" };
  const { id } = await client.orThrow.create({ body });
  const ids = [];
  for await (const webhook of client.list.all({ created_lte: new Date(Date.now() + 60_000) })) ids.push(webhook.id === id);
  const missing = await client.get({ id: "a/b" });
  const gone = await client.orThrow.remove({ id: "a/b" }).catch((error) => error.name);
  const aborted = await client.list({}, { signal: AbortSignal.abort() }).catch((error) => error.name);
  const down = await createWebhookClient({ baseUrl: "http://127.0.0.1:9", retries: 0 }).list().catch((error) => error.name);
  const refused = await client.get({ id: ".." }).catch((error) => error.name);
  return { ids, missing: missing.status, gone, aborted, down, refused, log };
}`;

test.skipIf(executablePath === undefined)("the client works in Chromium, across origins", async () => {
  const mock = createMockServer({ cors: true });
  onTestFinished(() => mock.close());
  const url = await mock.listen();
  const browser = await chromium.launch({
    executablePath: executablePath as string,
    args: ["--no-sandbox", "--disable-background-networking"],
  });
  onTestFinished(() => browser.close());
  const bundle = await browserBundle(app);
  const site = createServer(({ url: at }, response) => {
    const isScript = at === "/app.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? bundle : "<!doctype html><title>page</title>");
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => site.closeAllConnections());
  onTestFinished(() => void site.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  const result: unknown = await page.evaluate(
    `import("/app.js").then(({ run }) => run(${JSON.stringify(url)}))`,
  );
  expect(result).toEqual({
    ids: [true],
    missing: 404,
    gone: "NotFoundError",
    aborted: "AbortError",
    down: "ConnectionError",
    refused: "TypeError",
    log: [200, 200, 404, 404],
  });
});
