import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createVirtualClock } from "../src/clock/virtual.js";
import type { MockDefinition } from "../src/definition.js";
import { createMock, type Mock } from "../src/mock.js";
import type { MockOptions } from "../src/options.js";
import { webhookDefinition, type WebhookChange } from "./webhook-definition.js";

/** An answer of a mock, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into bodies of every shape; a wrong guess fails the test.
  // oxlint-disable-next-line no-explicit-any
  readonly body: any;
}

/** A mock on a free port, and a way to call it. It is closed with the test. */
export interface Started<Emit extends object> {
  readonly mock: Mock<Emit>;
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
}

export async function startMock(
  options: MockOptions = {},
  definition: MockDefinition = webhookDefinition,
  host = "127.0.0.1",
): Promise<Started<WebhookChange>> {
  const mock = createMock<WebhookChange>(definition, options);
  onTestFinished(() => mock.close());
  const url = await mock.listen({ host });
  const call: Started<WebhookChange>["call"] = async (method, path, body, headers) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: "bearer test",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };
  return { mock, call };
}

/** A body that creates a webhook. */
export function newWebhook(rest: object = {}): object {
  return {
    connection_id: "c1",
    object_type: "crm_contact",
    event: "updated",
    hook_url: "http://127.0.0.1:9/hook",
    ...rest,
  };
}

/** What a receiver got. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A real receiver on 127.0.0.1: keeps what it got and answers with `listener`, by default 204. */
export async function startReceiver(
  listener: RequestListener = (_request, response) => void response.writeHead(204).end(),
): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers,
        text: Buffer.concat(chunks).toString(),
      });
      listener(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

/** A clock that a test sets: unlike a mock's own virtual clock it does not wait for what falls due. */
export function manualClock(start = Date.parse("2024-03-01T12:00:00.250Z")) {
  const clock = createVirtualClock(start);
  const advance = (milliseconds: number) => clock.moveTo(clock.now() + milliseconds);
  return { now: clock.now, schedule: clock.schedule, advance };
}
