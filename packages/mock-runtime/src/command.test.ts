import { expect, test } from "vitest";
import { newWebhook, startMock, startReceiver } from "../test/harness.js";
import { webhookDefinition } from "../test/webhook-definition.js";
import { runMockCommand } from "./command.js";

/** Runs the command until `use` is through with it. */
async function run(argv: string[], use?: (url: string) => Promise<unknown>) {
  const out: string[] = [];
  const errors: string[] = [];
  const { promise: stopped, resolve: stop } = withResolvers();
  const code = await runMockCommand(webhookDefinition, argv, {
    out: (line) => {
      out.push(line);
      const url = /(?:listens on |"url":")(http:[^"]*)/.exec(line)?.[1];
      if (out.length === 1 && url !== undefined) void (use?.(url) ?? Promise.resolve()).finally(stop);
    },
    error: (line) => errors.push(line),
    stopped: () => stopped,
  });
  return { code, out, errors };
}

function withResolvers() {
  let resolve = () => undefined as void;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

test("it says where it listens, its secret and a first command line, logs requests, and ends with 0", async () => {
  const { code, out, errors } = await run(
    ["--port", "0", "--secret", "s", "--api-key", "k1"],
    async (url) => {
      await fetch(`${url}/unified/webhook`, { headers: { authorization: "bearer k1" } });
      await fetch(`${url}/unified/webhook`);
    },
  );
  expect([code, errors]).toEqual([0, []]);
  const url = out[0]?.replace("Webhook API mock listens on ", "");
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(out.slice(1, 3)).toEqual([
    "secret: s",
    `try: curl -H 'authorization: bearer k1' '${url}/unified/webhook'`,
  ]);
  expect(out[3]).toMatch(/^GET \/unified\/webhook 200 \d+ ms$/);
  expect(out[4]).toMatch(/^GET \/unified\/webhook 401 \d+ ms$/);
});

test("--quiet logs no requests", async () => {
  const { out } = await run(["--port=0", "--quiet"], (url) => fetch(url));
  expect(out).toHaveLength(3);
});

test("--json prints one JSON object a line, keys hidden", async () => {
  const { out } = await run(
    ["--port=0", "--json", "--secret=s", "--clock=virtual", "--now=2024-03-01"],
    async (url) => {
      await fetch(`${url}/unified/webhook`, { headers: { authorization: "bearer k1" } });
    },
  );
  const [listening, request] = out.map((line) => JSON.parse(line));
  expect(out).toHaveLength(2);
  expect(listening).toMatchObject({ event: "listening", secret: "s" });
  expect(request).toMatchObject({
    event: "request",
    request: { at: Date.parse("2024-03-01"), status: 200, headers: { authorization: "[redacted]" } },
  });
});

test("--strict and --control-token reach the mock", async () => {
  const answers: unknown[] = [];
  await run(["--port=0", "--host=0.0.0.0", "--strict", "--control-token=t"], async (url) => {
    const at = url.replace("0.0.0.0", "127.0.0.1");
    for (const authorization of ["bearer x", "bearer t"])
      answers.push((await fetch(`${at}/_hookspec/health`, { headers: { authorization } })).status);
    const created = await fetch(`${at}/unified/webhook`, {
      method: "POST",
      headers: { authorization: "bearer x", "content-type": "application/json" },
      body: JSON.stringify(newWebhook()),
    });
    answers.push(created.status);
  });
  expect(answers).toEqual([401, 200, 422]);
});

test("--namespaces, --rate-limit, --delivery-timeout and --standard-webhooks reach the mock", async () => {
  const { url: hook_url, received } = await startReceiver(() => undefined);
  const statuses: number[] = [];
  const flags = [
    "--namespaces=header",
    "--rate-limit=2/1m",
    "--delivery-timeout=50ms",
    "--standard-webhooks",
  ];
  const { out } = await run(["--port=0", "--json", ...flags], async (url) => {
    const headers = { authorization: "bearer k", "content-type": "application/json" };
    const body = JSON.stringify(newWebhook({ hook_url }));
    for (const name of ["a", "a", "a", "b"]) {
      const init = { method: "POST", headers: { ...headers, "x-hookspec-namespace": name }, body };
      statuses.push((await fetch(`${url}/unified/webhook`, init)).status);
    }
    const change = { source: "c1", objectType: "crm_contact", event: "updated", data: { id: "1" } };
    const init = { method: "POST", headers: { ...headers, "x-hookspec-namespace": "b" } };
    await fetch(`${url}/_hookspec/emit`, { ...init, body: JSON.stringify(change) });
  });
  expect(statuses).toEqual([200, 200, 429, 200]);
  expect(received[0]?.headers).toHaveProperty("webhook-signature");
  const delivery = out.map((line) => JSON.parse(line)).find(({ event }) => event === "delivery");
  expect(delivery).toMatchObject({ delivery: { ok: false, reason: expect.stringContaining("50 ms") } });
});

test("--body-limit says how long a body may be, and the refusal of a longer one names it", async () => {
  const answers: unknown[] = [];
  await run(["--port=0", "--body-limit=20"], async (url) => {
    const init = {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"id":"12345678901"}',
    };
    const at = `${url}/_hookspec/connections/c1/objects/crm_contact`;
    answers.push((await fetch(at, init)).status);
    const { detail } = (await (await fetch(at, { ...init, body: `${init.body} ` })).json()) as {
      detail: string;
    };
    answers.push(detail);
  });
  expect(answers).toEqual([
    200,
    "The body is longer than 20 bytes. Send less, or raise bodyLimit (--body-limit).",
  ]);
});

test.each([
  [["--body-limit", "1MB"], '--body-limit is "1MB". Pass a whole number of bytes from 1.'],
  [["--namespaces", "yes"], '--namespaces is "yes". Pass header, or leave it out.'],
  [["--rate-limit", "100"], '--rate-limit is "100". Pass requests/span, such as 100/1m.'],
  [["--rate-limit", "0/1m"], "rateLimit.limit is 0."],
  [["--rate-limit", "5/min"], '"min" is not a duration.'],
  [["--delivery-timeout", "2"], '"2" is not a duration.'],
  [["--clock", "fast"], '--clock is "fast". Pass real or virtual.'],
  [
    ["--now", "2024-03-01"],
    "--now is the start of a virtual clock. Pass --clock virtual with it, or leave it out.",
  ],
  [["--clock=virtual", "--now=soon"], '"soon" is not a time. Run with --help to see what is accepted.'],
  [["--quiet", "--json"], "Pass --quiet or --json, not both."],
  [["--control-token", ""], "controlToken is empty or has white space in it."],
  [["--prot", "1"], "Unknown option '--prot'. Run with --help to see what is accepted."],
  [["extra"], "Unexpected argument 'extra'. Run with --help to see what is accepted."],
  [["--port", "http"], '--port is "http". Pass a whole number from 0 (any free port) to 65535.'],
  [["--port", "65536"], '--port is "65536". Pass a whole number from 0 (any free port) to 65535.'],
])("%j is one line on standard error and exit code 2", async (argv, line) => {
  const { code, out, errors } = await run(argv);
  expect(code).toBe(2);
  expect(out).toEqual([]);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(line);
});

test("a port in use is one line and exit code 2", async () => {
  const { mock } = await startMock();
  const { port } = new URL(mock.url);
  const { code, errors } = await run(["--port", port]);
  expect(code).toBe(2);
  expect(errors).toEqual([`Port ${port} on 127.0.0.1 is in use. Pass another with --port, or 0 for any.`]);
});

test("--version and --help print and end", async () => {
  expect(await run(["--version"])).toEqual({ code: 0, out: ["webhook 1.0.0"], errors: [] });
  const { out } = await run(["--help"]);
  expect(out[0]).toContain("--allow-host <host>");
});
