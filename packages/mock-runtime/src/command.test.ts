import { expect, test } from "vitest";
import { startMock } from "../test/harness.js";
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
      const url = /listens on (.*)$/.exec(line)?.[1];
      if (url !== undefined) void (use?.(url) ?? Promise.resolve()).finally(stop);
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

test.each([
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
