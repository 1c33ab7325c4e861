import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createMock, type Mock } from "../src/mock.js";
import type { MockNamespace } from "../src/mock-namespace.js";
import type { MockOptions } from "../src/options.js";
import type { Answer } from "./harness.js";
import { webhookDefinition, type WebhookChange } from "./webhook-definition.js";

/** The first line of state of the webhook API. */
export const header = '{"format":"hookspec-state","version":1,"api":"webhook","apiVersion":"1.0.0"}';

/** A file in a folder of its own, which goes with the test. It is not made. */
export function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "hookspec-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "state.jsonl");
}

/** A mock on a file. It is closed with the test. */
export function openMock(state: string, options: MockOptions = {}): Mock<WebhookChange> {
  const mock = createMock<WebhookChange>(webhookDefinition, { state, ...options });
  onTestFinished(() => mock.close());
  return mock;
}

/** Calls a mock without a socket. */
export async function request(
  mock: Pick<MockNamespace<object>, "fetch">,
  method: string,
  target: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await mock.fetch(target, {
    method,
    headers: { authorization: "bearer k", "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // Tests look into bodies of every shape; a wrong guess fails the test.
  // oxlint-disable-next-line no-explicit-any
  const read = (): any => JSON.parse(text);
  return { status: response.status, headers: response.headers, text, body: text === "" ? undefined : read() };
}
