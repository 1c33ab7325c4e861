import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { renderText } from "../../src/receiver-check/render-text.js";
import { tricks } from "../../src/receiver-check/tricks/index.js";
import { claimKey, parse, readAll, secret, startReceiver, type Body, type Quirks } from "./receiver.js";
import { cameOf, check, findings, reportOn } from "./reporting.js";

/** Whole runs: slow where the machine is busy. */
const patience = { timeout: 30_000 };
const duplicates = ["duplicate-series", "duplicate-parallel", "lost-answer"];

describe.concurrent("a correct receiver", patience, () => {
  test("passes every check, judged by its answers", async () => {
    const report = await reportOn({});
    expect(findings(report)).toEqual([]);
    expect(report.checks.filter(({ verdict }) => verdict === "passed")).toHaveLength(tricks.length);
    expect(JSON.stringify(report)).not.toContain(secret);
  });

  test("passes every check with its handler observed", async () => {
    await using receiver = await startReceiver();
    const report = await check(receiver.url, { observe: receiver.observe });
    expect(findings(report)).toEqual([]);
    expect(report.observed).toBe(true);
    expect(report.checks.some(({ unseen }) => unseen !== undefined)).toBe(false);
  });

  test("may tell a number in place of nonces", async () => {
    await using receiver = await startReceiver();
    const wanted = (id: string) => [...duplicates, "unsigned", "re-addressed"].includes(id);
    const report = await check(receiver.url, { observe: `${receiver.observe}?count`, wanted });
    expect(findings(report)).toEqual([]);
    expect(report.checks.every(({ verdict }) => verdict === "passed")).toBe(true);
  });
});

describe.concurrent("with the handler observed", patience, () => {
  test("a receiver that remembers nothing runs its handler for each copy", async () => {
    const quirks: Quirks = { claimKey: () => undefined };
    expect(findings(await reportOn(quirks))).toEqual([]);
    const seen = await reportOn(quirks, duplicates);
    expect(findings(seen)).toEqual(["✗ duplicate-series", "✗ duplicate-parallel", "✗ lost-answer"]);
    expect(cameOf(seen, "duplicate-series")).toEqual(["the handler ran 3 times, not once"]);
  });

  test("a claim that is looked up first and written later lets copies race", async () => {
    expect(findings(await reportOn({ claimLate: true, handlerMs: 40 }, ["duplicate-parallel"]))).toEqual([
      "✗ duplicate-parallel",
    ]);
  });

  test("a claim key with the subscription in it lets a re-addressed delivery through", async () => {
    const quirks: Quirks = {
      unknown: 200,
      claimKey: (body) => `${claimKey(body)} ${String((body["webhook"] as Body)["id"])}`,
    };
    const report = await reportOn(quirks, ["re-addressed"]);
    expect(findings(report)).toEqual(["✗ re-addressed"]);
    expect(cameOf(report, "re-addressed")).toEqual(["the handler ran once, not never"]);
  });

  test("a handler that runs on GET is found", async () => {
    expect(findings(await reportOn({ handlesGet: true }, ["other-methods"]))).toEqual(["✗ other-methods"]);
  });

  test("2xx to a forgery that was not handled is a warning", async () => {
    const report = await reportOn({ refusal: 200 }, ["unsigned"]);
    expect(findings(report)).toEqual(["! unsigned"]);
    expect(cameOf(report, "unsigned")[0]).toMatch(
      /the handler did not run, yet the answer tells the sender that all is well$/,
    );
  });
});

test("an endpoint of --observe that stops answering leaves the rest unseen, and the report says so", async () => {
  let asked = 0;
  await using receiver = await startReceiver({
    observable: () => (asked += 1) <= 4,
  });
  const report = await check(receiver.url, {
    observe: receiver.observe,
    wanted: (id) => id === "chunked",
  });
  expect(report.checks.map(({ verdict, unseen }) => [verdict, unseen])).toEqual([
    ["passed", undefined],
    ["passed", "whether the handler ran"],
  ]);
  expect(renderText(report)).toContain("1 of 2 checks could not see what the handler did");
  expect(renderText(report)).toContain("because the URL of --observe stopped answering");
});

describe.concurrent("a receiver that goes down", patience, () => {
  test("by recursion over deep JSON: the rest is not run", async () => {
    const report = await reportOn({
      before: (raw, _request, { die }) => {
        const body = parse(raw);
        try {
          JSON.stringify(body, (_key, value: unknown) => value);
        } catch {
          die();
        }
        return undefined;
      },
    });
    expect(findings(report)).toEqual(["✗ deep-nesting"]);
    expect(cameOf(report, "deep-nesting").at(-1)).toBe(
      "the good delivery sent afterwards: no answer: the connection was refused (ECONNREFUSED)",
    );
    expect(report.checks.at(-1)).toMatchObject({
      verdict: "not-run",
      reason: "the receiver has not answered since deep-nesting",
    });
  });

  test("by a body that stops half-way", async () => {
    let down = () => {};
    const report = await reportOn({
      read: (request) => readAll(request).catch(() => (down(), Buffer.alloc(0))),
      before: (_raw, _request, { die }) => void (down = die),
    });
    expect(findings(report)).toEqual(["✗ half-sent"]);
  });

  test("before the run began: one finding, and what to look at", async () => {
    const report = await check("http://127.0.0.1:1/hooks");
    expect(cameOf(report, "good-delivery")).toEqual([
      "no answer: the connection was refused (ECONNREFUSED)",
      "first thing to look at: is the receiver running at this host and port?",
    ]);
    expect(report.checks.slice(1).every(({ verdict }) => verdict === "not-run")).toBe(true);
  });
});

describe.concurrent("time", patience, () => {
  test("an answer later than the timeout is a warning, though it is waited for", async () => {
    await using receiver = await startReceiver({ handlerMs: 600 });
    const wanted = (id: string) => id === "answer-time";
    const report = await check(receiver.url, { timeoutMs: 500, wanted });
    expect(findings(report)).toEqual(["! answer-time"]);
    expect(cameOf(report, "answer-time")[0]).toMatch(/^good-delivery: 200 OK after \d+ ms$/);
  });

  test("a receiver that is slow all the time ends the run", async () => {
    await using receiver = await startReceiver({ handlerMs: 60 });
    const report = await check(receiver.url, { timeoutMs: 50 });
    expect(report.ms).toBeLessThan(2500);
    expect(
      report.checks.find(({ came }) => came.join().includes("the time of the whole run was over")),
    ).toBeDefined();
    expect(report.checks.at(-1)).toMatchObject({ verdict: "not-run" });
  });

  test("one that never answers is told from one that is late", async () => {
    await using receiver = await startReceiver({ before: () => new Promise(() => {}) });
    const report = await check(receiver.url, { timeoutMs: 100 });
    expect(cameOf(report, "good-delivery")[0]).toBe("no answer: no answer within 200 ms");
  });

  test("one that waits for its answer to be read is found", async () => {
    await using receiver = await startOneAtATime();
    const report = await check(receiver.url, { wanted: (id) => id === "slow-reader" });
    expect(findings(report)).toEqual(["✗ slow-reader"]);
  });
});

/** Answers 32 MB to each delivery, and begins the next only when the last answer has left. */
async function startOneAtATime() {
  let queue: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    queue = queue.then(
      () =>
        new Promise((done) => {
          request.resume();
          response.on("close", done);
          response.end(Buffer.alloc(32_000_000, "x"));
        }),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
