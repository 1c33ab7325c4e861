import { readFileSync, writeFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createMock } from "../src/mock.js";
import type { MockOptions } from "../src/options.js";
import { newWebhook } from "./harness.js";
import { path } from "./playground.js";
import { webhookDefinition, type WebhookChange } from "./webhook-definition.js";

const headers = { authorization: "k", "content-type": "application/json" };

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "hookspec-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "state.jsonl");
}

function open(state: string, options: MockOptions = {}) {
  const mock = createMock<WebhookChange>(webhookDefinition, { state, ...options });
  onTestFinished(() => mock.close());
  return mock;
}

async function call(mock: { fetch: typeof fetch }, method: string, target: string, body?: object) {
  const response = await mock.fetch(`http://x${target}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // oxlint-disable-next-line no-explicit-any
  return { status: response.status, text, body: text === "" ? undefined : (JSON.parse(text) as any) };
}

test("x", async () => {
  const file = stateFile();
  const mock = open(file, { clock: "virtual", transport: () => ({ status: 500 }) });
  const made = await call(mock, "POST", path, newWebhook({ events: ["created", "updated"] }));
  await mock.connection("c1").upsert("crm_contact", { id: "1", name: "A" });
  await mock.clock.advance("1h");
  console.log(readFileSync(file, "utf8"));
  const s = await mock.snapshot();
  await mock.close();
  console.log(readFileSync(file, "utf8"));
  const next = open(file);
  expect(await next.snapshot()).toEqual(s);
  expect((await call(next, "GET", `${path}/${made.body.id}`)).status).toBe(200);
});
