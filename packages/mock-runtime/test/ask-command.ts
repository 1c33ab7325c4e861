import type { RequestListener } from "node:http";
import { expect, vi } from "vitest";
import { runMockCommand } from "../src/command.js";
import { newWebhook, startMock, startReceiver } from "./harness.js";
import { webhookDefinition } from "./webhook-definition.js";

const virtual = { clock: "virtual", now: "2024-03-01T12:00:00Z", seed: 1, secret: "s" } as const;

/** Runs the command against a URL; `stopped` ends what follows. */
export async function ask(
  url: string,
  argv: readonly string[],
  stopped: Promise<unknown> = new Promise(() => undefined),
) {
  const out: string[] = [];
  const errors: string[] = [];
  vi.stubEnv("HOOKSPEC_URL", url);
  const code = await runMockCommand(webhookDefinition, argv, {
    out: (line) => out.push(line),
    error: (line) => errors.push(line),
    stopped: () => stopped,
  });
  return { code, out, errors };
}

/** A mock with a subscription to a receiver, and the command to ask it. Random ids read `<id>`. */
export async function start(listener?: RequestListener) {
  const { mock, call } = await startMock(virtual);
  const { url, received } = await startReceiver(listener);
  const { body } = await call("POST", "/unified/webhook", newWebhook({ event: "created", hook_url: url }));
  const id: string = body.id;
  const run = async (...argv: string[]) => {
    const { code, out, errors } = await ask(mock.url, argv);
    return { code, out: out.map((line) => line.replaceAll(url, "<receiver>")), errors };
  };
  /** What it prints when all is well. */
  const lines = async (...argv: string[]) => {
    const { code, out, errors } = await run(...argv);
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
    return out;
  };
  return { mock, call, received, id, run, lines };
}
