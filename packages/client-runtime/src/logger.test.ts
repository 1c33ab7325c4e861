import { expect, onTestFinished, test, vi } from "vitest";
import { definition, getPet, recordedTiming } from "../test/pets.js";
import { createCaller } from "./caller.js";
import { logger, type LogEntry } from "./logger.js";

const answers =
  (...statuses: number[]): typeof fetch =>
  async () => {
    const status = statuses.shift();
    if (status === undefined) throw new TypeError("fetch failed");
    return new Response("{}", { status, headers: { "x-request-id": `r${status}` } });
  };

test("tells of every attempt; keys, tokens and cookies are left out wherever they stand", async () => {
  const told: LogEntry[] = [];
  const options = {
    apiKey: "s3cret-key",
    headers: { cookie: "s3cret-cookie", "x-app": "1" },
    fetch: answers(503, 200),
  };
  const { $call } = createCaller(
    definition,
    { ...options, hooks: [logger((entry) => told.push(entry))] },
    recordedTiming(),
  );
  const operation = { ...getPet, query: "tags access_token" };
  await $call(operation, { id: 1, tags: "a", access_token: "s3cret-token" });
  const url = "https://api.example.com/v1/pets/1?tags=a&access_token=[redacted]";
  const headers = { accept: "application/json, */*;q=0.8", cookie: "[redacted]", "x-app": "1" };
  const entry = { operation: "getPet", method: "GET", url, headers, ms: expect.any(Number) as number };
  expect(told).toEqual([
    { ...entry, attempt: 1, status: 503, requestId: "r503" },
    { ...entry, attempt: 2, status: 200, requestId: "r200" },
  ]);
  expect(JSON.stringify(told)).not.toContain("s3cret");
});

test("an attempt without an answer is told of, too, and by default in one line", async () => {
  const debug = vi.spyOn(console, "debug").mockImplementation(() => {});
  onTestFinished(() => debug.mockRestore());
  const call = (fetch: typeof globalThis.fetch) => {
    const { $call } = createCaller(definition, { fetch, retries: 0, hooks: [logger()] });
    return $call(getPet, { id: 1 }).catch(() => {});
  };
  await call(answers());
  await call(answers(200));
  expect(debug.mock.calls.map(([line]) => String(line).replace(/\d+ ms/, "n ms"))).toEqual([
    "GET https://api.example.com/v1/pets/1 → ConnectionError in n ms, attempt 1",
    "GET https://api.example.com/v1/pets/1 → 200 in n ms, attempt 1, request r200",
  ]);
});
