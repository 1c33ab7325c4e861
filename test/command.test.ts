import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { createWebhookClient } from "@hookspec/webhook-client";
import { expect, onTestFinished, test } from "vitest";
import { inRoot, readManifest } from "./support/repository.js";
import { run } from "./support/run.js";

const folder = inRoot("packages", "webhook-mock-server");
const script = inRoot(
  "packages",
  "webhook-mock-server",
  readManifest(folder).bin?.["webhook-mock-server"] ?? "missing",
);
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

/** The command, running; resolves once it has said where it listens and what to try. */
async function start(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [script, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const lines: string[] = [];
  let pending = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const parts = (pending + text).split("\n");
      pending = parts.pop() ?? "";
      lines.push(...parts);
      if (lines.length >= 3) resolve();
    });
    void ended.then(([code]) =>
      reject(new Error(`The command ended with ${code} after ${JSON.stringify(lines)}`)),
    );
  });
  await ready;
  const url = /listens on (http:\/\/\S+)$/.exec(lines[0] ?? "")?.[1] ?? "";
  return { child, ended, lines, url };
}

/** Waits until the command has printed so many lines in all. */
async function untilLines(lines: readonly string[], count: number): Promise<void> {
  for (let waited = 0; lines.length < count && waited < 2000; waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

const runToEnd = (...args: string[]) => run(process.execPath, [script, ...args], { cwd: inRoot() });

test("it prints its URL, its secret and a first command", async () => {
  const { lines, url } = await start("--secret", "whsec_shell");
  expect(lines).toEqual([
    expect.stringMatching(/^Webhook API mock listens on http:\/\/127\.0\.0\.1:\d+$/),
    "secret: whsec_shell",
    `try: curl -H 'authorization: bearer test' '${url}/unified/webhook'`,
  ]);
});

test.skipIf(!hasCurl)("the curl line works as it stands (skipped where there is no curl)", async () => {
  const { lines } = await start("--api-key", "key_1");
  const line = (lines[2] ?? "").replace(/^try: curl/, "curl --silent --show-error --fail");
  const { code, out, err } = await run("sh", ["-c", line], { cwd: inRoot() });
  expect({ code, out, err }).toEqual({ code: 0, out: "[]", err: "" });
});

test("what the curl line asks for is answered", async () => {
  const { lines } = await start();
  const [, header = "", url = ""] = /-H '([^']+)' '([^']+)'$/.exec(lines[2] ?? "") ?? [];
  const [name = "", value = ""] = header.split(": ");
  const response = await fetch(url, { headers: { [name]: value } });
  expect([response.status, await response.json()]).toEqual([200, []]);
});

test("it prints a line for each request, keeps state, and refuses keys that it was not given", async () => {
  const { lines, url } = await start("--api-key", "key_1");
  const client = createWebhookClient({ apiKey: "key_1", baseUrl: url });
  const body = {
    connection_id: "c",
    object_type: "crm_deal",
    event: "updated",
    hook_url: "http://127.0.0.1:9/",
  };
  expect(await client.create({ body })).toMatchObject({ status: 200 });
  expect(await client.list({ limit: 1 })).toMatchObject({ data: [body] });
  expect(await client.list({}, { headers: { authorization: "bearer key_2" } })).toMatchObject({
    status: 401,
  });
  await untilLines(lines, 6);
  expect(lines.slice(3).map((line) => line.replace(/\d+ ms$/, "N ms"))).toEqual([
    "POST /unified/webhook 200 N ms",
    "GET /unified/webhook?limit=1 200 N ms",
    "GET /unified/webhook 401 N ms",
  ]);
});

test("--quiet prints the first lines and then nothing", async () => {
  const { child, ended, lines, url } = await start("--quiet");
  expect((await fetch(`${url}/unified/webhook`)).status).toBe(401);
  child.kill("SIGTERM");
  await ended;
  expect(lines).toHaveLength(3);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends it with exit code 0 and frees the port",
  async (signal) => {
    const { child, ended, url } = await start();
    // A kept-alive connection must not keep it up.
    await fetch(`${url}/unified/webhook`);
    const started = performance.now();
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(performance.now() - started).toBeLessThan(2000);
    await expect(fetch(url)).rejects.toThrow();
  },
);

test("the same seed gives the same secret and ids in every run", async () => {
  const firstId = async () => {
    const { lines, url } = await start("--seed", "7");
    const client = createWebhookClient({ apiKey: "k", baseUrl: url });
    const body = {
      connection_id: "c",
      object_type: "crm_deal",
      event: "updated",
      hook_url: "http://127.0.0.1:9/",
    };
    const result = await client.create({ body });
    return [lines[1], result.ok && result.data.id];
  };
  const first = await firstId();
  expect(first[1]).toMatch(/^[0-9a-f]{24}$/);
  expect(await firstId()).toEqual(first);
});

test.each([
  [["--prot", "4010"], /^Unknown option '--prot'\. Run with --help/],
  [["--port", "soon"], /^--port is "soon"\. Pass a whole number from 0/],
  [["--port", "70000"], /^--port is "70000"\. .* to 65535/],
  [["4010"], /^Unexpected argument '4010'/],
  [["--secret"], /^Option '--secret <value>' argument missing/],
])("%j ends with exit code 2, says why, and prints nothing else", async (args, message) => {
  const { code, out, err } = await runToEnd(...args);
  expect(err).toMatch(message);
  expect(err.trimEnd()).not.toContain("\n");
  expect({ code, out }).toEqual({ code: 2, out: "" });
});

test("a port in use ends with exit code 2 and says what to do", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  expect(await runToEnd("--port", String(port))).toEqual({
    code: 2,
    out: "",
    err: `Port ${port} on 127.0.0.1 is in use. Pass another with --port, or 0 for any.\n`,
  });
});

test("--help names every option, --version the API; both end with 0", async () => {
  const help = await runToEnd("--help");
  expect(help).toMatchObject({ code: 0, err: "" });
  for (const option of [
    "port",
    "host",
    "secret",
    "seed",
    "api-key",
    "allow-host",
    "lenient",
    "quiet",
    "help",
    "version",
  ]) {
    expect(help.out).toContain(`--${option}`);
  }
  expect(await runToEnd("--version")).toEqual({ code: 0, out: "webhook 1.1.0\n", err: "" });
});

test("without --secret and --seed every run has a secret of its own", async () => {
  const secrets = await Promise.all([start(), start()]);
  const [one = "", other = ""] = secrets.map(({ lines }) => (lines[1] ?? "").replace("secret: ", ""));
  expect(one).toMatch(/^\S{32,}$/);
  expect(other).not.toBe(one);
});

test("subcommands ask it through its control API: arguments, standard input, a live log, exit codes", async () => {
  const { url } = await start("--clock", "virtual", "--now", "2024-03-01T12:00:00Z");
  const ask = (input: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args, "--url", url], {
      input,
      encoding: "utf8",
    });
    return { code: status, out: stdout, err: stderr };
  };
  expect(ask('[{"id":"1"},{"id":"2"}]', "upsert", "c1", "crm_contact", "-")).toEqual({
    code: 0,
    out: "2 created, 0 updated, 0 unchanged\n",
    err: "",
  });
  expect(ask("", "advance", "1h")).toEqual({ code: 0, out: "2024-03-01T13:00:00.000Z\n", err: "" });
  const body = JSON.stringify({
    connection_id: "c1",
    object_type: "crm_contact",
    event: "created",
    hook_url: "http://127.0.0.1:9/",
  });
  const headers = { authorization: "bearer k", "content-type": "application/json" };
  const child = spawn(process.execPath, [script, "requests", "--follow", "--url", url]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stderr, "data");
  await fetch(`${url}/unified/webhook`, { method: "POST", headers, body });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(line.toString()).toBe("2024-03-01T13:00:00.000Z POST /unified/webhook 200\n");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(ask("", "emit", "c1", "crm_contact", "created", '{"id":"3"}')).toMatchObject({ code: 1, err: "" });
  expect(ask("", "delivery", "nope")).toMatchObject({ code: 2, out: "" });
});
